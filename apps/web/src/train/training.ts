/** Choices become a training: the same spec and rows in a page as in Node. */
import { dense, losses, type TrainingData, type TrainingSpec } from "@epochal/core";
import { rowsOf, type Choices } from "./data-sets.ts";

export interface Training {
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
}

export function trainingOf(choices: Choices): Training {
  const { hidden, activation, loss, optimizer, rate, batch, seed, epochs, patience } = choices;
  const data = rowsOf(choices);
  const { inputs, outputs } = data.train;
  const { outputsPerTarget = 1 } = losses[loss] as { readonly outputsPerTarget?: number };
  // As the NumPy original draws them.
  const weights = choices.data === "notebook" ? ({ initializer: "normal" } as const) : undefined;
  const layers = hidden.map((units) => dense(units, activation, weights));
  return {
    name: choices.data,
    spec: {
      network: { inputs, layers: [...layers, dense(outputs * outputsPerTarget, "identity", weights)] },
      loss,
      optimizer: { type: optimizer, learningRate: rate },
      ...(batch > 0 && { batchSize: batch }),
      epochs,
      seed,
      ...(patience > 0 && { stopping: [{ type: "patience", epochs: patience }] }),
    },
    data,
  };
}
