import { createTrainer, dense, type Trainer, type TrainingSpec } from "@epochal/core";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { snapshotBytes } from "../src/rewind/snapshot-cache.ts";
import { startRunner } from "../src/runner/runner.ts";
import { runnerOptions } from "../src/train.ts";
import { createFakeClock } from "./fake-clock.ts";

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of vectors in use, once collecting garbage frees nothing more: buffers are freed after a delay. */
function bytesInUse(): number {
  let last = Infinity;
  for (let stable = 0; stable < 3;) {
    collectGarbage();
    const { arrayBuffers } = process.memoryUsage();
    stable = arrayBuffers < last ? 0 : stable + 1;
    last = arrayBuffers;
  }
  return last;
}

/** In a function of its own, since the test's frame would keep the snapshot. */
function sizeOfSnapshot(trainer: Trainer): number {
  return snapshotBytes(trainer.snapshot());
}

const spec: TrainingSpec = {
  network: { inputs: 100, layers: [dense(2000, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 1000,
};
const x = Float64Array.from({ length: 300 }, (_, i) => (i % 7) / 7);
const rows = { rows: 3, inputs: 100, outputs: 1, x, y: Float64Array.of(1, 2, 4) };
const data = { train: rows, validation: rows };

test("a run holds two snapshots: the first and the newest", () => {
  const start = bytesInUse();
  const trainer = createTrainer(spec, data);
  trainer.advance(2);
  const alone = bytesInUse() - start;
  const snapshot = sizeOfSnapshot(trainer);
  const before = bytesInUse();
  const clock = createFakeClock({ tickMs: 1 });
  let newest = 0;
  const options = runnerOptions({ id: "a", clock });
  // Without an engine, whose memory is not counted as vectors.
  const run = startRunner(
    spec,
    data,
    options,
    clock,
    (chunk) => chunk.type === "snapshot" && (newest = chunk.epoch),
    undefined,
    {},
  );
  clock.advance(20);
  run.command({ type: "pause" });
  const held = bytesInUse() - before - alone;
  expect(newest).toBeGreaterThan(0);
  expect(Math.round(held / snapshot)).toBe(2);
  run.dispose();
  // It was not collected meanwhile.
  expect(trainer.epoch).toBe(2);
});
