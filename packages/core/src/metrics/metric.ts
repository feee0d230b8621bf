/**
 * Compares predictions ŷ with actual values y; both vectors have the same length n ≥ 1. NaN if undefined for these values.
 * @param weights of the values, for weighted means; a value of weight 0 does not count. Default: all count equally.
 */
export type Metric = (predicted: Float64Array, actual: Float64Array, weights?: Float64Array) => number;

/** Σ wᵢ · value(i) / Σ wᵢ for i from 0 to n − 1; without weights the mean. */
export function weightedMean(n: number, value: (i: number) => number, weights?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights ? weights[i] : 1;
    if (weight === 0) continue;
    sum += weight * value(i);
    total += weight;
  }
  return sum / total;
}
