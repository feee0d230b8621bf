/**
 * Turns network outputs into predictions: values or probabilities, and optionally their variance. In statistics, the
 * inverse of the link function: McCullagh and Nelder, Generalized Linear Models (1989), §2.2.
 */
export interface OutputTransform {
  /** Network outputs per target. Default 1. */
  readonly outputsPerTarget?: number;
  /** Predictions `[rows, targets]` from outputs `[rows, targets · outputsPerTarget]`: a new vector, or `outputs` itself. */
  apply(outputs: Float64Array, targets: number): Float64Array;
  /** The variance around each prediction, a new `[rows, targets]`; absent if the outputs do not contain it. */
  variance?(outputs: Float64Array, targets: number): Float64Array;
}
