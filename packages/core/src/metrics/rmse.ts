import type { Metric } from "./metric.ts";

/** Root mean squared error: √(Σ (ŷ − y)² / n), in the unit of the target. */
export const rmse: Metric = (predicted, actual) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = predicted[i] - actual[i];
    sum += error * error;
  }
  return Math.sqrt(sum / actual.length);
};
