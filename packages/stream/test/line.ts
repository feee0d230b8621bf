import { createDataset, dense, split, type TrainingData, type TrainingSpec } from "@epochal/core";

/** A small training: network 1-4-1 with tanh, 40 points on a line. */
export function lineTraining({ epochs = 20, learningRate = 0.05, withValidation = true } = {}): {
  spec: TrainingSpec;
  data: TrainingData;
} {
  const x = Array.from({ length: 40 }, (_, i) => i / 40);
  const all = createDataset(
    x,
    x.map((value) => 3 * value + 2),
  );
  return {
    spec: {
      network: { inputs: 1, layers: [dense(4, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "gradientDescent", learningRate },
      batchSize: 8,
      epochs,
      seed: 7,
    },
    data: withValidation ? split(all, 0.75, { seed: 7 }) : { train: all },
  };
}
