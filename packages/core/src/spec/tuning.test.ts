import { expect, test } from "vitest";
import { sine } from "../../test/datasets.ts";
import { dense } from "../network/dense.ts";
import { hashSnapshot } from "../io/hash.ts";
import { createTrainer, type Trainer } from "../training/trainer.ts";
import { tunedSpec } from "./tuning.ts";
import type { TrainingSpec } from "./training-spec.ts";

const train = sine({ rows: 20, noise: 0.1, seed: 1 });
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(3, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.05 },
  schedule: { type: "cosine" },
  batchSize: 5,
  epochs: 12,
};

function after(steps: number): Trainer {
  const trainer = createTrainer(spec, { train });
  for (let i = 0; i < steps; i++) trainer.step();
  return trainer;
}

test("changing a training before its first step equals creating it with the changed spec", () => {
  const changed = createTrainer(spec, { train });
  changed.set({ l1: 0.01, l2: 0.1, batchSize: 7, epochs: 9, patience: 3, beta1: 0.5 });
  const expected = createTrainer(
    {
      ...spec,
      penalty: { l1: 0.01, l2: 0.1 },
      batchSize: 7,
      epochs: 9,
      stopping: [{ type: "patience", epochs: 3 }],
      optimizer: { type: "adam", learningRate: 0.05, beta1: 0.5 },
    },
    { train },
  );
  expect(changed.spec).toEqual({ ...expected.spec, optimizer: spec.optimizer });
  expect([...changed.steps()]).toEqual([...expected.steps()]);
  expect(changed.end).toEqual(expected.end);
  expect(changed.model().toJSON()).toEqual(expected.model().toJSON());
});

test("a snapshot includes the changes, and a new trainer of the original spec continues from it identically", () => {
  const trainer = after(8);
  trainer.set({ l2: 0.1, batchSize: 4, epochs: 6 });
  trainer.step();
  const state = trainer.snapshot();
  expect(state.settings).toMatchObject({ learningRate: 0.05, l2: 0.1, batchSize: 4, epochs: 6 });
  expect(tunedSpec(spec, state)).toEqual(trainer.spec);
  const other = createTrainer(spec, { train });
  other.restore(state);
  expect(hashSnapshot(other.snapshot())).toBe(hashSnapshot(state));
  expect([...other.steps()]).toEqual([...trainer.steps()]);
  expect(other.epoch).toBe(6);
});

test("a change that is reverted leaves no trace", () => {
  const trainer = after(8);
  const before = hashSnapshot(trainer.snapshot());
  trainer.set({ l1: 1, l2: 0.1, batchSize: 4, epochs: 100, patience: 5, learningRate: 1 });
  trainer.set({ l1: 0, l2: 0, batchSize: 5, epochs: 12, patience: 0, learningRate: 0.05 });
  expect(hashSnapshot(trainer.snapshot())).toBe(before);
  expect([...trainer.steps()]).toEqual([...after(8).steps()]);
});

test("restoring a snapshot from before a change undoes it", () => {
  const trainer = after(8);
  const before = trainer.snapshot();
  trainer.set({ l2: 0.5, batchSize: 3 });
  trainer.step();
  trainer.restore(before);
  expect([...trainer.steps()]).toEqual([...after(8).steps()]);
});

test("a completed training continues when epochs are added", () => {
  const trainer = after(12 * 4);
  expect(trainer.end).toMatchObject({ reason: "completed" });
  trainer.set({ epochs: 14 });
  expect(trainer.end).toBeUndefined();
  expect(Array.from(trainer.epochs(), ({ epoch }) => epoch)).toEqual([13, 14]);
});

test("a change that is invalid in the current state is rejected, and nothing changes", () => {
  const trainer = after(9);
  const before = hashSnapshot(trainer.snapshot());
  expect(() => trainer.set({ learningRate: 1, epochs: 2 })).toThrow(
    new RangeError("trainer.set: expected epochs > 2, got 2"),
  );
  expect(() => trainer.set({ l2: 1, batchSize: 4 })).toThrow(
    new RangeError("trainer.set: batchSize can only change between epochs, not after batch 1 of 4"),
  );
  expect(() => trainer.set({ patience: -1 })).toThrow("trainer.set: expected patience to be an integer ≥ 0, got -1");
  expect(() => trainer.set({ l2: 1, momentum: 1 })).toThrow('got "momentum"');
  expect(hashSnapshot(trainer.snapshot())).toBe(before);
});
