/**
 * What the numbers that come out of a network say of the targets: their values, or probabilities, and maybe how sure it
 * is. In statistics, the inverse of the link function: McCullagh and Nelder, Generalized Linear Models (1989), §2.2.
 */
export interface OutputTransform {
  /** Numbers that the network gives for each target. Default 1. */
  readonly outputsPerTarget?: number;
  /** From a network's outputs `[rows, targets · outputsPerTarget]` to the targets, `[rows, targets]`: new, or `outputs` itself. */
  apply(outputs: Float64Array, targets: number): Float64Array;
  /** The variance around each, a new `[rows, targets]`; where outputs say so much. */
  variance?(outputs: Float64Array, targets: number): Float64Array;
}
