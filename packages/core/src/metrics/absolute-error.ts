import type { Metric } from "./metric.ts";

/** Mean absolute error: Σ |ŷ − y| / n, in the unit of the target. */
export const mae: Metric = (predicted, actual) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += Math.abs(predicted[i] - actual[i]);
  return sum / actual.length;
};

/**
 * Median absolute error, in the unit of the target: the median of |ŷ − y|; for an even n, the mean of the middle two.
 * A few large errors do not change it.
 */
export const medianAbsoluteError: Metric = (predicted, actual) => {
  const sizes = actual.map((value, i) => Math.abs(predicted[i] - value)).sort();
  const middle = sizes.length / 2;
  return 0.5 * (sizes[Math.ceil(middle) - 1] + sizes[Math.floor(middle)]);
};

/** The largest error: max |ŷ − y|, in the unit of the target. */
export const maxError: Metric = (predicted, actual) => {
  let largest = 0;
  for (let i = 0; i < actual.length; i++) largest = Math.max(largest, Math.abs(predicted[i] - actual[i]));
  return largest;
};
