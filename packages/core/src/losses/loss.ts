/** How wrong a batch of predictions is, as one number to make small. */
export interface Loss {
  /** The number that is reported: a mean over all elements of the batch. `predicted` and `target` have the same length. */
  value(predicted: Float64Array, target: Float64Array): number;
  /** d = the derivative of `descends` · value with respect to each prediction. */
  gradient(d: Float64Array, predicted: Float64Array, target: Float64Array): void;
  /** What part of the reported value is descended; see `meanSquaredError` for the one reason to have it. */
  readonly descends: number;
}
