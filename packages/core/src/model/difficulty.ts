/**
 * How far predictions miss, depending on their value: intervals are wider where errors are larger. A conformal interval
 * of errors divided by an estimate of their size keeps its coverage: Lei et al., JASA 113 (2018), section 5.2.
 */

/** A piecewise-linear function of the prediction: the mean error near it, as a multiple of that of all rows. */
export interface Difficulty {
  /** Predictions, ascending; none if the function is 1 everywhere. Beyond the first and the last, it is constant. */
  readonly at: readonly number[];
  /** The function's values there, > 0. */
  readonly factors: readonly number[];
}

/** The mean error near a prediction, as a multiple of that of all rows. */
export function difficultyAt({ at, factors }: Difficulty, predicted: number): number {
  if (at.length === 0) return 1;
  const above = at.findIndex((value) => value >= predicted);
  if (above === 0) return factors[0];
  if (above < 0) return factors[factors.length - 1];
  const [from, to] = [at[above - 1], at[above]];
  return factors[above - 1] + ((factors[above] - factors[above - 1]) * (predicted - from)) / (to - from);
}
