import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { losses, type Loss } from "../losses/index.ts";
import { optimizers, type Optimizer } from "../optimizers/index.ts";
import { schedules, type Schedule } from "../schedules/index.ts";
import { stoppingRules, type StoppingRule } from "../stopping/index.ts";
import { createTrainer } from "../training/trainer.ts";
import type { WithSettings } from "./registry.ts";
import type { TrainingSpec } from "./training-spec.ts";

const train = createDataset([1, 2, 3], [0, 1, 0.5]);
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 1,
};
const make = (changed: object, data: object = {}) =>
  createTrainer({ ...spec, ...changed } as TrainingSpec, { train, ...data });

const rejected: [changed: object, message: string][] = [
  [{ loss: { type: "quantile", q: 2 } }, "loss quantile: expected q between 0 and 1, got 2"],
  [{ loss: { type: "quantile", q: 0 } }, "loss quantile: expected q between 0 and 1, got 0"],
  [{ loss: { type: "huber", delta: 0 } }, "loss huber: expected delta to be a number > 0, got 0"],
  [{ optimizer: { type: "adam", beta1: 1 } }, "optimizer adam: expected beta1 from 0 to below 1, got 1"],
  [{ optimizer: { type: "adamW", beta2: -0.1 } }, "optimizer adamW: expected beta2 from 0 to below 1, got -0.1"],
  [{ optimizer: { type: "adam", epsilon: 0 } }, "optimizer adam: expected epsilon to be a number > 0, got 0"],
  [{ optimizer: { type: "rmsProp", alpha: 1 } }, "optimizer rmsProp: expected alpha from 0 to below 1, got 1"],
  [{ optimizer: { type: "nesterov", momentum: 9 } }, "optimizer nesterov: expected momentum from 0 to below 1, got 9"],
  [{ schedule: { type: "oneCycle", rise: 1.5 } }, "schedule oneCycle: expected rise from 0 to 1, got 1.5"],
  [{ schedule: { type: "plateau", factor: 2 } }, "schedule plateau: expected factor from 0 to 1, got 2"],
  [
    { stopping: [{ type: "patience", epochs: 0 }] },
    "stopping rule patience: expected epochs to be a number ≥ 1, got 0",
  ],
  [{ restarts: -1 }, "expected restarts to be an integer ≥ 0, got -1"],
  [{ restarts: 0.5 }, "expected restarts to be an integer ≥ 0, got 0.5"],
  [{ folds: "twice" }, 'expected folds to be true, false or "overlapping", got "twice"'],
  [{ shuffle: null }, "expected shuffle to be true or false, got null"],
  [{ shuffle: 0 }, "expected shuffle to be true or false, got 0"],
  [{ shuffle: "no" }, 'expected shuffle to be true or false, got "no"'],
  [{ penalty: { L2: 1 } }, 'expected setting of penalty to be one of l1, l2, got "L2"'],
  [{ clipping: { norm: -1 } }, "expected norm to be a number ≥ 0, got -1"],
];

test.each(rejected)("%j is rejected when the training is created", (changed, message) => {
  expect(() => make(changed)).toThrow(new RangeError(`createTrainer: ${message}`));
});

test("a setting changed during the training is checked against its range", () => {
  const trainer = make({});
  expect(() => trainer.set({ learningRate: 0.5, beta1: 1 })).toThrow(
    new RangeError("trainer.set: expected beta1 from 0 to below 1, got 1"),
  );
  expect(trainer.settings).toMatchObject({ learningRate: 0.001, beta1: 0.9 });
});

const records = { losses, optimizers, schedules, stoppingRules };
const entries = Object.values(records).flatMap(
  (record) => Object.entries(record) as [string, Loss | Optimizer | Schedule | StoppingRule][],
);

test.each(entries)("%s has ranges only for its settings, and its defaults are in range", (_, entry: WithSettings) => {
  for (const [name, range] of Object.entries(entry.ranges ?? {})) {
    expect(entry.defaults).toHaveProperty(name);
    expect(range?.has(entry.defaults[name])).toBe(true);
  }
});

const probabilities = "expected targets from 0 to 1 in row 2 of train, as binaryCrossEntropy requires, got";
const classes =
  "expected targets from 0 to 1 that sum to 1 in row 2 of validation, as softmaxCrossEntropy requires, got";

test("binaryCrossEntropy requires unscaled targets from 0 to 1", () => {
  const loss = "binaryCrossEntropy";
  expect(() => make({ loss })).not.toThrow();
  for (const wrong of [-0.1, 1.1]) {
    const data = { train: createDataset([1, 2], [0, wrong]) };
    expect(() => make({ loss }, data)).toThrow(new RangeError(`createTrainer: ${probabilities} ${wrong}`));
  }
  expect(() => make({ loss, scaling: { inputs: "standard", targets: "minMax" } })).toThrow(
    new RangeError("createTrainer: expected unscaled targets, as binaryCrossEntropy requires, got scaler minMax"),
  );
  expect(() => make({ loss, scaling: { inputs: "standard", targets: "none" } })).not.toThrow();
});

test("softmaxCrossEntropy requires rows of probabilities, in every part", () => {
  const changed = { loss: "softmaxCrossEntropy", network: { inputs: 1, layers: [dense(3)] } };
  // 0.1 + 0.2 + 0.7 is 1 except for the last bit.
  const right = createDataset(
    [1, 2],
    [
      [0, 1, 0],
      [0.1, 0.2, 0.7],
    ],
  );
  expect(() => make(changed, { train: right })).not.toThrow();
  for (const wrong of [
    [0, 0, 0],
    [1, 1, 0],
    [-1, 1, 1],
  ]) {
    const data = { train: right, validation: createDataset([1, 2], [[1, 0, 0], wrong]) };
    expect(() => make(changed, data)).toThrow(new RangeError(`createTrainer: ${classes} ${wrong.join(", ")}`));
  }
});

test("weights are at least 0 and not all 0, in every part", () => {
  const right = createDataset([1, 2], [1, 2]);
  const weighted = (...weights: number[]) => ({ ...right, weights: Float64Array.from(weights) });
  expect(() => make({}, { train: weighted(0, 1) })).not.toThrow();
  expect(() => make({}, { train: weighted(-1, 1) })).toThrow(
    "createTrainer: train: expected a weight ≥ 0 for row 1, got -1",
  );
  expect(() => make({}, { train: weighted(1, NaN) })).toThrow("expected a weight ≥ 0 for row 2, got NaN");
  expect(() => make({}, { train: right, validation: weighted(0, 0) })).toThrow(
    "createTrainer: validation: expected a weight > 0, got only 0",
  );
});
