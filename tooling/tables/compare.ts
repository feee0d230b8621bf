/** Compares losses on the same splits. */

/** The first losses against the second ones. */
export interface Comparison {
  /** The mean difference, and its standard error. */
  readonly difference: number;
  readonly error: number;
  /** The geometric mean of the ratios, and its standard error. */
  readonly ratio: number;
  readonly ratioError: number;
}

/** Pairs the losses split by split. */
export function compare(ours: readonly number[], theirs: readonly number[]): Comparison {
  const differences = ours.map((loss, i) => loss - theirs[i]!);
  const logs = ours.map((loss, i) => Math.log(loss / theirs[i]!));
  const ratio = Math.exp(mean(logs));
  return {
    difference: mean(differences),
    error: standardError(differences),
    ratio,
    ratioError: ratio * standardError(logs),
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
