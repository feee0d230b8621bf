import type { Metric } from "./metric.ts";

/** Mean of ŷ − y, in the unit of the target: positive if predictions are too high on average. */
export const bias: Metric = (predicted, actual) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += predicted[i] - actual[i];
  return sum / actual.length;
};
