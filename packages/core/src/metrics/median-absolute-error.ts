import type { Metric } from "./metric.ts";

/**
 * Median absolute error: half of the predictions are off by less, half by more; of an even number of them, the mean of
 * the middle two. In the unit of the target. A few rows that are far off do not change it.
 */
export const medianAbsoluteError: Metric = (predicted, actual) => {
  const sizes = actual.map((value, i) => Math.abs(predicted[i] - value)).sort();
  const middle = sizes.length / 2;
  return 0.5 * (sizes[Math.ceil(middle) - 1] + sizes[Math.floor(middle)]);
};
