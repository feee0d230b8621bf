/** Compares predictions ŷ with actual values y; both vectors have the same length n ≥ 1. */
export type Metric = (predicted: Float64Array, actual: Float64Array) => number;
