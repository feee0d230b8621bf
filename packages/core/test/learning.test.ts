/** Textbook problems are learned, each within a stated number of epochs. */
import { expect, test } from "vitest";
import {
  classify,
  createDataset,
  createPerceptron,
  createReport,
  createTrainer,
  dense,
  fit,
  trainPerceptron,
  predict,
  predictFlat,
  split,
  type Dataset,
  type OptimizerSpec,
  type TrainingSpec,
} from "../src/index.ts";
import { createObjective } from "../src/backend/objective.ts";
import { and, line, or, sine, xor } from "./datasets.ts";

const regression = (changed: Partial<TrainingSpec>): TrainingSpec => ({
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.5 },
  epochs: 500,
  ...changed,
});

/** Passes of the perceptron rule until no row is misclassified; Infinity if 1000 are not enough. */
function passesUntilRight(rows: Dataset): number {
  const perceptron = createPerceptron(2);
  for (let pass = 1; pass <= 1000; pass++) if (trainPerceptron(perceptron, rows) === 0) return pass;
  return Infinity;
}

test("the perceptron learns AND and OR within 10 passes", () => {
  expect(passesUntilRight(and)).toBeLessThanOrEqual(10);
  expect(passesUntilRight(or)).toBeLessThanOrEqual(10);
});

test("the perceptron still misclassifies XOR after 1000 passes", () => {
  const perceptron = createPerceptron(2);
  for (let pass = 0; pass < 1000; pass++) expect(trainPerceptron(perceptron, xor)).toBeGreaterThan(0);
  const answers = [0, 1, 2, 3].map((i) => classify(perceptron, xor.x.subarray(2 * i, 2 * i + 2)));
  expect(answers).not.toEqual(Array.from(xor.y));
});

const ways: OptimizerSpec[] = [
  { type: "gradientDescent", learningRate: 0.5 },
  { type: "momentum", learningRate: 0.1 },
  { type: "adam", learningRate: 0.05 },
];

test.each(ways)("a 2-4-1 network learns XOR within 400 epochs by $type, from every seed", (optimizer) => {
  for (let seed = 0; seed < 10; seed++) {
    const spec = regression({
      network: { inputs: 2, layers: [dense(4, "tanh"), dense(1)] },
      optimizer,
      epochs: 400,
      seed,
    });
    const trainer = createTrainer(spec, { train: xor });
    for (const _ of trainer.epochs());
    const answers = predict(trainer.network, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]).map(([y]) => (y > 0.5 ? 1 : 0));
    expect(answers).toEqual([0, 1, 1, 0]);
  }
});

test("no network without a hidden layer learns XOR: its best prediction is one half", () => {
  const model = fit(regression({ network: { inputs: 2, layers: [dense(1)] } }), { train: xor });
  for (const [y] of model.predictAll([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]))
    expect(y).toBeCloseTo(0.5, 3);
});

test("one unit fits the line y = 3x + 2 within 500 epochs", () => {
  const trainer = createTrainer(regression({}), { train: line({ rows: 50 }) });
  for (const _ of trainer.epochs());
  const [slope, intercept] = trainer.network.parameters;
  expect(slope).toBeCloseTo(3, 3);
  expect(intercept).toBeCloseTo(2, 3);
});

test("mini-batches learn a sine within 300 epochs, far better than any line", () => {
  const data = split(sine({ rows: 200, noise: 0.05, seed: 1 }), 0.8);
  const spec = regression({
    network: { inputs: 1, layers: [dense(10, "tanh"), dense(1)] },
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 300,
    seed: 42,
  });
  const { validation } = createReport(fit(spec, data), data);
  expect(validation?.network.rmse).toBeLessThan(0.1);
  expect(validation?.linear.rmse).toBeGreaterThan(0.3);
});

test("patience stops a network that starts to overfit, and keeps the best parameters", () => {
  const data = split(sine({ rows: 30, noise: 0.4, seed: 3 }), 0.5);
  const spec = regression({
    network: { inputs: 1, layers: [dense(30, "tanh"), dense(30, "tanh"), dense(1)] },
    optimizer: { type: "adam", learningRate: 0.01 },
    epochs: 5000,
    stopping: [{ type: "patience", epochs: 60 }],
  });
  const trainer = createTrainer(spec, data);
  const records = Array.from(trainer.epochs());
  const losses = records.map(({ validationLoss }) => validationLoss!);

  expect(trainer.end?.reason).toBe("early");
  expect(records.length).toBeLessThan(1000);
  expect(trainer.best?.epoch).toBe(records.length - 60);
  expect(trainer.best?.loss).toBe(Math.min(...losses));
  expect(losses.at(-1)).toBeGreaterThan(trainer.best!.loss);
  expect(validationLossOf(trainer.model(), data.validation)).toBe(trainer.best?.loss);
});

test("patience without validation rows monitors the training loss, for the full number of epochs", () => {
  const spec = (learningRate: number, epochs: number) =>
    regression({
      optimizer: { type: "gradientDescent", learningRate },
      epochs,
      stopping: [{ type: "patience", epochs: 1 }],
    });
  const train = line({ rows: 20 });

  const falling = createTrainer(spec(0.01, 50), { train });
  for (const _ of falling.epochs());
  expect(falling.end).toEqual({ reason: "completed", epoch: 50 });

  const rising = createTrainer(spec(2.5, 50), { train });
  const [first, second, ...more] = Array.from(rising.epochs(), ({ loss }) => loss);
  expect(second).toBeGreaterThan(first);
  expect(more).toEqual([]);
  expect(rising.end).toEqual({ reason: "early", epoch: 2 });
});

test("a target loss ends the training as soon as it is reached", () => {
  const trainer = createTrainer(regression({ stopping: [{ type: "target", loss: 0.01 }] }), {
    train: line({ rows: 50 }),
  });
  const reached = Array.from(trainer.epochs(), ({ loss }) => loss);
  expect(trainer.end).toEqual({ reason: "early", epoch: reached.length });
  expect(reached.length).toBeLessThan(500);
  expect(reached.filter((loss) => loss <= 0.01)).toHaveLength(1);
});

test("scaling makes a table of large numbers learnable", () => {
  const x = Array.from({ length: 40 }, (_, i) => [50 + 5 * i, 1900 + 3 * ((7 * i) % 40)]);
  const train = createDataset(
    x,
    x.map(([area, year]) => 3000 * area + 500 * (year - 1900)),
  );
  const network = { inputs: 2, layers: [dense(1)] };
  const scaled = regression({ network, scaling: { inputs: "standard", targets: "standard" } });
  expect(createReport(fit(scaled, { train }), { train }).train.network.r2).toBeGreaterThan(0.999);

  const unscaled = createTrainer(regression({ network }), { train });
  for (const _ of unscaled.epochs());
  expect(unscaled.end?.reason).toBe("diverged");
});

function validationLossOf({ network }: ReturnType<typeof fit>, rows: Dataset): number {
  return createObjective("meanSquaredError", {}, "test").loss(predictFlat(network, rows.x), rows);
}
