import type { Metric } from "./metric.ts";

/** Mean squared error: Σ (ŷ − y)² / n, in the unit of the target squared. */
export const mse: Metric = (predicted, actual) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = predicted[i] - actual[i];
    sum += error * error;
  }
  return sum / actual.length;
};

/** Root mean squared error: √(Σ (ŷ − y)² / n), in the unit of the target. */
export const rmse: Metric = (predicted, actual) => Math.sqrt(mse(predicted, actual));
