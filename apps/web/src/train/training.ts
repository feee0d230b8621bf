/** Choices become a training: the same spec and rows in a page as in Node. */
import { dense, losses, type TrainingData, type TrainingSpec } from "@epochal/core";
import { dataSets, type Choices, type DataSet } from "./data-sets.ts";

export interface Training {
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
}

export function trainingOf(choices: Choices): Training {
  const { hidden, activation, loss, optimizer, rate, batch, rows, noise, seed, epochs, patience } = choices;
  const dataSet: DataSet = dataSets[choices.data];
  const data = dataSet.rows(rows, noise);
  const { inputs, outputs } = data.train;
  const { outputsPerTarget = 1 } = losses[loss] as { readonly outputsPerTarget?: number };
  const weights = dataSet.initializer && { initializer: dataSet.initializer };
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
