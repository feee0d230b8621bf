import type { Metric } from "./metric.ts";

/** The largest error: max |ŷ − y|, in the unit of the target. */
export const maxError: Metric = (predicted, actual) => {
  let largest = 0;
  for (let i = 0; i < actual.length; i++) largest = Math.max(largest, Math.abs(predicted[i] - actual[i]));
  return largest;
};
