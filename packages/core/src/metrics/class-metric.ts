/** Predicted probabilities of classes beside the true classes. */
export interface ClassPredictions {
  /** `[rows, classes]` row-major; each row sums to 1. */
  readonly probabilities: Float64Array;
  /** The true class of each row, from 0; at least one row. */
  readonly actual: Uint32Array;
  /** Number of classes, ≥ 2. */
  readonly classes: number;
}

/** Compares predicted probabilities with the true classes. NaN if it is undefined for these rows. */
export type ClassMetric = (predictions: ClassPredictions) => number;
