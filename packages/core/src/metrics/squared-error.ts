import { weightedMean, type Metric } from "./metric.ts";

/** Mean squared error: Σ (ŷ − y)² / n, in the unit of the target squared. */
export const mse: Metric = (predicted, actual, weights) =>
  weightedMean(actual.length, (i) => (predicted[i] - actual[i]) * (predicted[i] - actual[i]), weights);

/** Root mean squared error: √(Σ (ŷ − y)² / n), in the unit of the target. */
export const rmse: Metric = (predicted, actual, weights) => Math.sqrt(mse(predicted, actual, weights));
