import { expect, test } from "vitest";
import { runSoak } from "./run-soak.ts";

test("ten readers receive all of the log while connections are cut and the server is killed", async () => {
  const result = await runSoak({
    seed: 1,
    readers: 10,
    drops: 16,
    kills: 1,
    epochsPerSecond: 300,
    dropEveryMs: 30,
    limitMs: 50_000,
    print: () => {},
  });
  expect(result.problems).toEqual([]);
  const { missing, repeats, unstored, wrongGaps, finished, kills } = result;
  expect({ missing, repeats, unstored, wrongGaps, finished, kills }).toEqual({
    missing: 0,
    repeats: 0,
    unstored: 0,
    wrongGaps: 0,
    finished: 10,
    kills: 1,
  });
  expect(result.drops).toBeGreaterThanOrEqual(16);
});
