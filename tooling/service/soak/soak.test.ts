import { expect, test } from "vitest";
import { runSoak } from "./run-soak.ts";

test("ten readers whose connections are torn, and whose server is killed, are told all that the log has", async () => {
  const result = await runSoak({
    seed: 1,
    readers: 10,
    drops: 16,
    kills: 1,
    epochsPerSecond: 300,
    dropEveryMs: 30,
    limitMs: 50_000,
    say: () => {},
  });
  expect(result.complaints).toEqual([]);
  const { missing, repeats, lost, untrue, finished, kills } = result;
  expect({ missing, repeats, lost, untrue, finished, kills }).toEqual({
    missing: 0,
    repeats: 0,
    lost: 0,
    untrue: 0,
    finished: 10,
    kills: 1,
  });
  expect(result.drops).toBeGreaterThanOrEqual(16);
});
