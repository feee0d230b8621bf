import { expect, test } from "vitest";
import { rows, spec } from "../../test/small-training.ts";
import { createDataset } from "../data/create-dataset.ts";
import type { TrainingData } from "../data/dataset.ts";
import { losses } from "../losses/index.ts";
import { optimizers } from "../optimizers/index.ts";
import { stoppingRules } from "../stopping/index.ts";
import { createTrainer } from "./trainer.ts";

const two = createDataset([[1, 2]], [1]);
const rejected: [what: string, changed: object, data: Partial<TrainingData>, message: string][] = [
  ["no epochs", { epochs: 0 }, {}, "createTrainer: expected epochs to be an integer ≥ 1, got 0"],
  ["a fraction of an epoch", { epochs: 1.5 }, {}, "createTrainer: expected epochs to be an integer ≥ 1, got 1.5"],
  ["an empty batch", { batchSize: 0 }, {}, "createTrainer: expected batchSize to be an integer ≥ 1, got 0"],
  ["shuffle: null", { shuffle: null }, {}, "createTrainer: expected shuffle to be true or false, got null"],
  [
    "rows with other inputs",
    {},
    { train: two },
    "createTrainer: expected 1 inputs in train, to match the network, got 2",
  ],
  [
    "validation rows with other inputs",
    {},
    { validation: two },
    "createTrainer: expected 1 inputs in validation, to match the network, got 2",
  ],
  [
    "rows with other outputs",
    {},
    { train: createDataset([1], [[1, 2]]) },
    "createTrainer: expected 1 outputs in train, to match the network, got 2",
  ],
  [
    "no rows",
    {},
    { train: { ...rows, rows: 0, x: new Float64Array(0), y: new Float64Array(0) } },
    "createTrainer: expected at least 1 row in train, got 0",
  ],
  ["no layers", { network: { inputs: 1, layers: [] } }, {}, "createTrainer: expected at least 1 layer, got 0"],
  [
    "an unknown loss",
    { loss: "hinge" },
    {},
    `createTrainer: expected loss to be one of ${Object.keys(losses).join(", ")}, got "hinge"`,
  ],
  [
    "an unknown optimizer",
    { optimizer: { type: "lion" } },
    {},
    `createTrainer: expected optimizer to be one of ${Object.keys(optimizers).join(", ")}, got "lion"`,
  ],
  [
    "a setting of a different optimizer",
    { optimizer: { type: "gradientDescent", beta1: 0.9 } },
    {},
    'createTrainer: expected setting of gradientDescent to be one of learningRate, got "beta1"',
  ],
  [
    "a negative learning rate",
    { optimizer: { type: "adam", learningRate: -0.1 } },
    {},
    "createTrainer: optimizer adam: expected learningRate to be a number ≥ 0, got -0.1",
  ],
  [
    "an unknown stopping rule",
    { stopping: [{ type: "boredom" }] },
    {},
    `createTrainer: expected stopping rule to be one of ${Object.keys(stoppingRules).join(", ")}, got "boredom"`,
  ],
  [
    "an unknown setting of a stopping rule",
    { stopping: [{ type: "patience", days: 1 }] },
    {},
    'createTrainer: expected setting of patience to be one of epochs, got "days"',
  ],
  [
    "a stopping rule's setting that is NaN",
    { stopping: [{ type: "target", loss: NaN }] },
    {},
    "createTrainer: stopping rule target: expected loss to be a finite number, got NaN",
  ],
  [
    "an unknown scaler",
    { scaling: { inputs: "robust" } },
    {},
    'createTrainer: expected scaler to be one of standard, minMax, none, got "robust"',
  ],
  ["an invalid seed", { seed: -1 }, {}, "createTrainer: expected seed to be an integer from 0 to 4294967295, got -1"],
];

test.each(rejected)("%s is rejected", (_, changed, data, message) => {
  expect(() => createTrainer({ ...spec, ...changed }, { train: rows, ...data })).toThrow(new RangeError(message));
});
