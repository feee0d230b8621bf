import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { type TrainingData } from "../data/dataset.ts";
import { foldsOf } from "../data/folds.ts";
import { dense } from "../network/dense.ts";
import { createRandom } from "../random.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import { createTrainer } from "../training/trainer.ts";
import { linearBaseline, meanBaseline } from "./baselines.ts";
import { outOfFoldBaseline, outOfFoldPredictor } from "./out-of-fold.ts";
import { createReport, scoreBaselines } from "./report.ts";

const random = createRandom(1);
const noise = Array.from({ length: 60 }, () => random.randn());
const data: TrainingData = {
  train: createDataset(
    noise.map((_, i) => [i % 7, i % 5]),
    noise,
    { weights: noise.map((_, i) => (i % 10 === 3 ? 0 : 1)) },
  ),
};
const spec: TrainingSpec = {
  network: { inputs: 2, layers: [dense(20, "tanh"), dense(1)], members: 5 },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.03 },
  scaling: { inputs: "standard", targets: "standard" },
  folds: true,
  epochs: 30,
};

test("each row is predicted by the member that does not learn from it, as the training evaluates it", () => {
  const trainer = createTrainer(spec, data);
  while (!trainer.end) trainer.advance(10);
  const { predicted } = trainer.evaluate();
  const current = { ...trainer.model(), network: trainer.network };
  expect(outOfFoldPredictor(current, foldsOf(spec, data)!)(data.train.x)).toEqual(predicted);
});

test("a baseline predicts each row from the rows of the other folds", () => {
  const x = Array.from({ length: 40 }, (_, i) => i);
  // One line for the even rows, and a higher one for the others.
  const rows = createDataset(
    x,
    x.map((i) => 3 * i + (i % 2 === 0 ? 0 : 100)),
  );
  const folds = Uint8Array.from(x, (i) => i % 2);
  const means = outOfFoldBaseline(rows, folds, meanBaseline);
  expect([means[0], means[1]]).toEqual([160, 57]);
  const line = outOfFoldBaseline(rows, folds, linearBaseline);
  expect(line[0]).toBeCloseTo(100, 1);
  expect(line[1]).toBeCloseTo(3, 1);
});

test("a report of folds scores rows of pure noise as unseen, with the spread of chance", () => {
  const trainer = createTrainer(spec, data);
  while (!trainer.end) trainer.advance(10);
  const { train, validation, importance } = createReport(trainer.model(), data, { spec });
  expect([train.rows, validation!.rows, importance!.part]).toEqual([54, 54, "validation"]);
  expect(train.network.rmse).toBeLessThan(train.mean.rmse);
  // What is learned from noise does not help on the rows of the other folds.
  expect(validation!.network.rmse).toBeGreaterThan(0.95 * validation!.mean.rmse);
  expect(validation!.errors!.rmse).toBeGreaterThan(0);
  expect(createReport(trainer.model(), data)).not.toHaveProperty("validation");
  // The live scores are compared with the same baselines as those of the report.
  expect(scoreBaselines(data, spec)).toEqual({ mean: validation!.mean, linear: validation!.linear });
});
