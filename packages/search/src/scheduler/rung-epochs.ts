/** The budget of the first rung: a ninth of all epochs, so that there are two halvings at the default reduction factor. */
const FIRST_SHARE = 1 / 9;

/** How trials are halved. */
export interface RungOptions {
  /** Epochs of a trial that is trained in full, ≥ 1. */
  readonly epochs: number;
  /** Only the best of this many trials on a rung is promoted to the next, ≥ 2. Default 3. */
  readonly reductionFactor?: number;
  /** Epochs of the first rung. Default: a ninth of `epochs`. */
  readonly minEpochs?: number;
}

/**
 * The epochs up to which trials are trained on each rung: from `minEpochs` on, each `reductionFactor` times as many as the one
 * before, and at last all epochs.
 */
export function rungEpochs({
  epochs,
  reductionFactor = 3,
  minEpochs = Math.ceil(epochs * FIRST_SHARE),
}: RungOptions): number[] {
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new RangeError(`rungEpochs: expected epochs to be an integer ≥ 1, got ${epochs}`);
  if (!(reductionFactor >= 2))
    throw new RangeError(`rungEpochs: expected reductionFactor to be a number ≥ 2, got ${reductionFactor}`);
  if (!Number.isInteger(minEpochs) || minEpochs < 1 || minEpochs > epochs)
    throw new RangeError(`rungEpochs: expected minEpochs to be an integer from 1 to ${epochs}, got ${minEpochs}`);
  const rungs: number[] = [];
  for (let rung = minEpochs; rung < epochs; rung *= reductionFactor) rungs.push(Math.ceil(rung));
  // A last rung just above the one before would only repeat it.
  return [...rungs.filter((rung) => rung * reductionFactor <= epochs * 1.5), epochs];
}
