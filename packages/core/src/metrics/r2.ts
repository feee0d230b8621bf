import type { Metric } from "./metric.ts";

/**
 * Coefficient of determination: 1 − Σ (ŷ − y)² / Σ (y − ȳ)². 1 is perfect; 0 is no better than predicting the mean.
 * If all actual values are equal, it is 1 when every prediction is exact, else 0.
 */
export const r2: Metric = (predicted, actual) => {
  let mean = 0;
  for (let i = 0; i < actual.length; i++) mean += actual[i] / actual.length;
  let residual = 0;
  let total = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = predicted[i] - actual[i];
    const deviation = actual[i] - mean;
    residual += error * error;
    total += deviation * deviation;
  }
  // total === 0 is not enough: rounding may make the mean of equal numbers differ from them.
  const isConstant = total === 0 || actual.every((value) => value === actual[0]);
  if (isConstant) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
};
