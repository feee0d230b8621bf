import { expect, test } from "vitest";
import { rows, spec } from "../../test/small-training.ts";
import { createDataset } from "../data/create-dataset.ts";
import type { TrainingData } from "../data/dataset.ts";
import { dense } from "../network/dense.ts";
import { plainKernels, type Kernels } from "../network/kernels.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import { fit } from "./fit.ts";
import { createTrainer } from "./trainer.ts";

test("the best parameters have the lowest validation loss, and the model uses them", () => {
  // The training rows pull away from the validation rows, whose loss falls and then rises.
  const train = createDataset([0, 1], [0, 3]);
  const validation = createDataset([0, 1], [0, 1]);
  const linear: TrainingSpec = { ...spec, network: { inputs: 1, layers: [dense(1)] }, epochs: 100 };
  const trainer = createTrainer(linear, { train, validation });
  trainer.network.parameters.fill(0);
  const records = Array.from(trainer.epochs());
  const lowest = records.reduce((low, record) => (record.validationLoss! < low.validationLoss! ? record : low));
  expect(lowest.epoch).toBeGreaterThan(1);
  expect(lowest.epoch).toBeLessThan(100);
  expect(trainer.best).toMatchObject({ epoch: lowest.epoch, loss: lowest.validationLoss });
  expect(trainer.model().network.parameters).toEqual(trainer.best?.parameters);
  expect(trainer.model().network.parameters).not.toEqual(trainer.network.parameters);
});

test("without validation rows the model uses the current parameters", () => {
  const trainer = createTrainer(spec, { train: rows });
  for (const _ of trainer.steps()) expect(trainer.model().network.parameters).toEqual(trainer.network.parameters);
});

test("without validation rows the best parameters are those at the start of the epoch with the lowest loss", () => {
  const trainer = createTrainer({ ...spec, batchSize: 4, epochs: 5 }, { train: rows });
  let expected = { epoch: 0, loss: Infinity, parameters: trainer.network.parameters.slice() };
  let start = trainer.network.parameters.slice();
  for (const { epoch, loss } of trainer.epochs()) {
    if (loss < expected.loss) expected = { epoch: epoch - 1, loss, parameters: start };
    start = trainer.network.parameters.slice();
    expect(trainer.best).toEqual(expected);
  }
});

const watched: [what: string, data: TrainingData][] = [
  ["training", { train: rows }],
  ["validation", { train: rows, validation: rows }],
];

test.each(watched)("a %s loss that equals the lowest is not an improvement", (_, data) => {
  const standing: TrainingSpec = { ...spec, optimizer: { type: "gradientDescent", learningRate: 0 }, epochs: 9 };
  const trainer = createTrainer({ ...standing, stopping: [{ type: "patience", epochs: 3 }] }, data);
  for (const _ of trainer.steps());
  expect(trainer.best?.epoch).toBe(0);
  // Without validation rows, the first epoch measures the untrained network.
  expect(trainer.end).toEqual({ reason: "early", epoch: data.validation ? 3 : 4 });
});

test("the model computes with its own products, the training does not", () => {
  let calls = 0;
  const modelKernels: Kernels = {
    ...plainKernels,
    affine(...operands) {
      calls += 1;
      plainKernels.affine(...operands);
    },
  };
  const trainer = createTrainer(spec, { train: rows }, { modelKernels });
  while (trainer.step());
  expect(calls).toBe(0);
  const model = trainer.model();
  expect(model.predict(0.5)).toBe(fit(spec, { train: rows }).predict(0.5));
  expect(calls).toBe(model.network.layers.length);
});
