import { createDataset, dense, type TrainingSpec } from "@epochal/core";
import type { RunRecord } from "@epochal/log";
import { lastValueFrom, from } from "rxjs";
import { expect, test } from "vitest";
import { createQueuedTrialRuns } from "./queued-trial-runs.ts";

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 2,
};
const data = { train: createDataset([0, 1], [0, 1]) };

/** A log in which each run is cancelled at once, and no snapshot is stored. */
const log = {
  run: (id: string) => (runs.has(id) ? ({ id, status: runs.get(id) } as RunRecord) : undefined),
  runs: () => [],
  training: async () => undefined,
  createRun: async ({ id }: { readonly id: string }) => void runs.set(id, "queued"),
  cancelRun: async () => undefined,
  watch: () => () => {},
  jobs: { add: async (id: string) => void runs.set(id, "cancelled") },
};
const runs = new Map<string, string>();

test("a part without its end, and a snapshot that was deleted, are one line each", async () => {
  const lines: string[] = [];
  const trialRuns = createQueuedTrialRuns({ name: "a", spec, data }, log as never, (text) => lines.push(text));
  const task = { trial: 3, settings: {}, rung: 0, epochs: 2 } as never;
  expect(await lastValueFrom(from(trialRuns.objective(task)), { defaultValue: "none" })).toBe("none");
  expect(lines).toEqual([expect.stringMatching(/^trial 3: trial-\w+-2 was cancelled: the search ends$/)]);
  await expect(trialRuns.snapshotOf({ run: "b" })).rejects.toThrow('search: the snapshot of "b" is not in the store');
});
