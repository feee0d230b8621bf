import { expect, test } from "vitest";
import { runSoak } from "./run-soak.ts";

test("ten readers receive all of the log while connections are cut and the server's process dies", async () => {
  const result = await runSoak({
    seed: 1,
    readers: 10,
    drops: 16,
    deaths: ["SIGKILL", "SIGSEGV"],
    clockJumps: false,
    epochs: [3000, 2000],
    epochsPerSecond: 100,
    dropEveryMs: 30,
    limitMs: 50_000,
    print: () => {},
  });
  expect(result.problems).toEqual([]);
  const { missing, repeats, unstored, wrongGaps, finished, deaths, equalModels } = result;
  expect({ missing, repeats, unstored, wrongGaps, finished, deaths, equalModels }).toEqual({
    missing: 0,
    repeats: 0,
    unstored: 0,
    wrongGaps: 0,
    finished: 10,
    deaths: 2,
    equalModels: 2,
  });
  expect(result.drops).toBeGreaterThanOrEqual(16);
});
