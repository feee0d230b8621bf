import type { Metric } from "./metric.ts";

/**
 * Median absolute error, in the unit of the target: the median of |ŷ − y|; for an even n, the mean of the middle two.
 * A few large errors do not change it.
 */
export const medianAbsoluteError: Metric = (predicted, actual) => {
  const sizes = actual.map((value, i) => Math.abs(predicted[i] - value)).sort();
  const middle = sizes.length / 2;
  return 0.5 * (sizes[Math.ceil(middle) - 1] + sizes[Math.floor(middle)]);
};
