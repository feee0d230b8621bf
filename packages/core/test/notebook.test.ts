/** The original notebook, against NumPy: see `tooling/oracle`. */
import { expect, test } from "vitest";
import { createDataset, createRandom, createTrainer, dense, predict, type TrainingSpec } from "../src/index.ts";
import notebook from "./fixtures/notebook.json" with { type: "json" };

const spec: TrainingSpec = {
  network: {
    inputs: 1,
    layers: [dense(10, "relu", { initializer: "normal" }), dense(1, "identity", { initializer: "normal" })],
  },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.01 },
  epochs: 1000,
  seed: 42,
};

const rows = createDataset(notebook.x, notebook.y);

const relative = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected);

test("seed 42 draws the notebook's weights and then its data", () => {
  const random = createRandom(42);
  const weights = Array.from({ length: 20 }, () => random.randn());
  const x = Array.from({ length: 100 }, () => random.rand());
  const y = x.map((value) => 3 * value + 2 + random.randn() * 0.1);
  const { W1, W2 } = notebook.weights;
  [...W1, ...W2].forEach((weight, i) => expect(relative(weights[i], weight)).toBeLessThan(1e-15));
  expect(x).toEqual(notebook.x);
  y.forEach((value, i) => expect(relative(value, notebook.y[i])).toBeLessThan(1e-15));
});

test("a trainer with seed 42 starts from the notebook's weights", () => {
  const { parameters } = createTrainer(spec, { train: rows }).network;
  const { W1, W2 } = notebook.weights;
  const expected = [...W1, ...new Float64Array(10), ...W2, 0];
  expected.forEach((weight, i) => expect(Math.abs(parameters[i] - weight)).toBeLessThan(1e-15));
});

test("all 1000 losses and the prediction match the notebook's, to 1e-12", () => {
  const trainer = createTrainer(spec, { train: rows });
  const losses = Array.from(trainer.epochs(), ({ loss }) => loss);
  expect(losses).toHaveLength(notebook.losses.length);
  losses.forEach((loss, i) => expect(relative(loss, notebook.losses[i])).toBeLessThan(1e-12));
  const [[predicted]] = predict(trainer.network, [notebook.prediction.x]);
  expect(relative(predicted, notebook.prediction.y)).toBeLessThan(1e-12);
});

test("the notebook prints the same lines", () => {
  const trainer = createTrainer(spec, { train: rows });
  const printed = Array.from(trainer.epochs())
    .filter(({ epoch }) => epoch % 100 === 1) // the notebook counts from 0
    .map(({ epoch, loss }) => `Epoch ${epoch - 1}, Loss: ${loss.toFixed(4)}`);
  expect(printed).toEqual([
    "Epoch 0, Loss: 41.5494",
    "Epoch 100, Loss: 0.0677",
    "Epoch 200, Loss: 0.0404",
    "Epoch 300, Loss: 0.0256",
    "Epoch 400, Loss: 0.0176",
    "Epoch 500, Loss: 0.0133",
    "Epoch 600, Loss: 0.0111",
    "Epoch 700, Loss: 0.0100",
    "Epoch 800, Loss: 0.0094",
    "Epoch 900, Loss: 0.0091",
  ]);
  expect(predict(trainer.network, [1.5])[0][0].toFixed(9)).toBe("5.248387086");
});
