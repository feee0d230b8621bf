import { createDataset, createRandom, dense, type TrainingData, type TrainingSpec } from "@epochal/core";

const SEED = 42;
const HIDDEN = 10;
const ROWS = 100;

/**
 * A classic first network: 1-10-1 with ReLU finds y = 3x + 2 from 100 noisy points, by full-batch gradient descent. Random
 * numbers are drawn in the order of the NumPy original, from one generator with seed 42: the 20 weights, then every x,
 * then every noise. Losses and predictions agree with the original in every printed digit.
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
      columns: { inputs: [{ name: "x", kind: "number" }], targets: ["y"], formula: "y = 3x + 2" },
    },
  };
}
