import type { Metric } from "./metric.ts";

/**
 * Coefficient of determination: 1 − Σ (ŷ − y)² / Σ (y − ȳ)². 1 is perfect; 0 is no better than predicting the mean.
 * Undefined, NaN, if all actual values are equal: there is nothing to explain.
 */
export const r2: Metric = (predicted, actual, weights) => {
  const counted = actual.filter((_, i) => weights?.[i] !== 0);
  // Σ (y − ȳ)² = 0 is not enough: rounding may make the mean of equal numbers differ from them.
  if (counted.every((value) => value === counted[0])) return NaN;
  const weightOf = (i: number) => (weights ? weights[i] : 1);
  const totalWeight = weights ? weights.reduce((sum, weight) => sum + weight, 0) : actual.length;
  let mean = 0;
  for (let i = 0; i < actual.length; i++) mean += (weightOf(i) * actual[i]) / totalWeight;
  let residual = 0;
  let total = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = predicted[i] - actual[i];
    const deviation = actual[i] - mean;
    residual += weightOf(i) * error * error;
    total += weightOf(i) * deviation * deviation;
  }
  return 1 - residual / total;
};
