import { weightedMean, type Metric } from "./metric.ts";

/**
 * Coefficient of determination: 1 − Σ (ŷ − y)² / Σ (y − ȳ)². 1 is perfect; 0 is no better than predicting the mean.
 * Undefined, NaN, if all actual values are equal: there is nothing to explain.
 */
export const r2: Metric = (predicted, actual, weights) => {
  const counted = actual.filter((_, i) => weights?.[i] !== 0);
  // Σ (y − ȳ)² = 0 is not enough: rounding may make the mean of equal numbers differ from them.
  if (counted.every((value) => value === counted[0])) return NaN;
  const mean = weightedMean(actual.length, (i) => actual[i], weights);
  const squares = (from: (i: number) => number) =>
    weightedMean(actual.length, (i) => (from(i) - actual[i]) * (from(i) - actual[i]), weights);
  return 1 - squares((i) => predicted[i]) / squares(() => mean);
};
