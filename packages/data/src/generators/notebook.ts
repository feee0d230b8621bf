import { createDataset, createRandom, dense, type TrainingData, type TrainingSpec } from "@epochal/core";

const SEED = 42;
const HIDDEN = 10;
const ROWS = 100;

/**
 * The first network of many beginners: 1-10-1 with ReLU finds y = 3x + 2 from 100 noisy points, by plain gradient descent
 * with all rows at once. Chance is drawn as the original does in NumPy, from one source with seed 42: the 20 weights first,
 * then every x, then every noise. So losses and predictions agree with it in every printed digit.
 */
export function notebook(): { spec: TrainingSpec; data: TrainingData } {
  const random = createRandom(SEED);
  // The trainer draws these weights again, from the same seed.
  for (let i = 0; i < 2 * HIDDEN; i++) random.randn();
  const x = Array.from({ length: ROWS }, () => random.rand());
  const y = x.map((value) => 3 * value + 2 + 0.1 * random.randn());
  return {
    spec: {
      network: {
        inputs: 1,
        layers: [dense(HIDDEN, "relu", { initializer: "normal" }), dense(1, "identity", { initializer: "normal" })],
      },
      loss: "meanSquaredError",
      optimizer: { type: "gradientDescent", learningRate: 0.01 },
      epochs: 1000,
      seed: SEED,
    },
    data: {
      train: createDataset(x, y),
      columns: { inputs: [{ name: "x", kind: "number" }], targets: ["y"] },
    },
  };
}
