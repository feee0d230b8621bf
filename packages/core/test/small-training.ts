/** A training of ten rows. */
import { dense, type TrainingSpec } from "../src/index.ts";
import { line } from "./datasets.ts";

export const rows = line({ rows: 10, noise: 0.1 });

export const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(3, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.1 },
  epochs: 3,
};
