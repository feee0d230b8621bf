import type { Metric } from "./metric.ts";

/** Mean absolute error: Σ |ŷ − y| / n, in the unit of the target. */
export const mae: Metric = (predicted, actual) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += Math.abs(predicted[i] - actual[i]);
  return sum / actual.length;
};
