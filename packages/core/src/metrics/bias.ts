import type { Metric } from "./metric.ts";

/** The mean of ŷ − y, in the unit of the target: above 0 where predictions are too high on the whole. */
export const bias: Metric = (predicted, actual) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += predicted[i] - actual[i];
  return sum / actual.length;
};
