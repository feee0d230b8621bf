import { weightedMean, type Metric } from "./metric.ts";

/** Mean absolute error: Σ |ŷ − y| / n, in the unit of the target. */
export const mae: Metric = (predicted, actual, weights) =>
  weightedMean(actual.length, (i) => Math.abs(predicted[i] - actual[i]), weights);

/**
 * Median absolute error, in the unit of the target: |ŷ − y| with half of the weight at or below it; if exactly half is, the
 * mean of it and the next. A few large errors do not change it.
 */
export const medianAbsoluteError: Metric = (predicted, actual, weights) => {
  const sizes = actual.map((value, i) => Math.abs(predicted[i] - value));
  if (!weights) {
    sizes.sort();
    return 0.5 * (sizes[Math.ceil(sizes.length / 2) - 1] + sizes[Math.floor(sizes.length / 2)]);
  }
  const order = Uint32Array.from(sizes.keys()).sort((i, j) => sizes[i] - sizes[j]);
  const counted = order.filter((i) => weights[i] > 0);
  const half = counted.reduce((sum, i) => sum + weights[i], 0) / 2;
  let below = 0;
  const middle = counted.findIndex((i) => (below += weights[i]) >= half);
  return 0.5 * (sizes[counted[middle]] + sizes[counted[below === half ? middle + 1 : middle]]);
};

/** The largest error: max |ŷ − y|, in the unit of the target. */
export const maxError: Metric = (predicted, actual, weights) => {
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    if (weights?.[i] !== 0) largest = Math.max(largest, Math.abs(predicted[i] - actual[i]));
  }
  return largest;
};
