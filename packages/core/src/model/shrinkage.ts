/**
 * How much smaller the errors of an ensemble are than those of its members, which alone can be evaluated out of folds.
 *
 * On a row that no member has seen, the mean of the members' squared errors is the squared error of their average plus the
 * spread of the members around it: Krogh and Vedelsby, NIPS 1994. This spread is (1 − 1 / K) / 2 times the mean squared
 * difference of two of K members. Overlapping folds have rows that two members do not learn from, where both can be measured.
 *
 * Without such rows there is only a bound. On the rows that it learns from, a member's mean squared error is lower than on others by about
 * twice the variance that it owes to the choice of its rows: Hastie, Tibshirani and Friedman, The Elements of Statistical
 * Learning (2009), §7.4. Two of K members share (K − 2) / (K − 1) of their rows, and about as much of this variance, so that
 * their average loses 1 / K of it. What the initial weights add to the variance is not counted: intervals are then rather too wide.
 */
import type { Dataset } from "../data/dataset.ts";

/** For each row, the members that do not learn from it; see `PreparedData`. */
interface RowFolds {
  readonly folds: Uint8Array;
  readonly secondFolds?: Uint8Array | undefined;
}

/**
 * The factor for each target: the root of MSE of the ensemble / MSE of its members.
 *
 * @param members each member's predictions of all rows, `[rows, targets]`.
 * @param outOfFold for each row, the prediction of the member that does not learn from it.
 */
export function shrinkage(
  members: readonly Float64Array[],
  outOfFold: Float64Array,
  { folds, secondFolds }: RowFolds,
  { outputs, y, weights }: Dataset,
): number[] {
  const weightOf = (i: number) => weights?.[i] ?? 1;
  const squared = (difference: number) => difference * difference;
  const targets = Array.from({ length: outputs }, (_, j) => j);
  if (!secondFolds) {
    return targets.map((j) => {
      let [learned, unseen] = [0, 0];
      for (let i = 0; i < folds.length; i++) {
        const k = i * outputs + j;
        members.forEach((predicted, m) => {
          if (folds[i] !== m) learned += (weightOf(i) * squared(predicted[k] - y[k])) / (members.length - 1);
        });
        unseen += weightOf(i) * squared(outOfFold[k] - y[k]);
      }
      const optimism = unseen > 0 && learned < unseen ? 1 - learned / unseen : 0;
      return Math.sqrt(1 - optimism / (2 * members.length));
    });
  }
  return targets.map((j) => {
    let [errors, differences] = [0, 0];
    for (let i = 0; i < folds.length; i++) {
      if (secondFolds[i] === folds[i]) continue;
      const k = i * outputs + j;
      const [first, second] = [outOfFold[k], members[secondFolds[i]][k]];
      errors += (weightOf(i) * (squared(first - y[k]) + squared(second - y[k]))) / 2;
      differences += weightOf(i) * squared(first - second);
    }
    const spread = ((1 - 1 / members.length) * differences) / 2;
    // Errors of members that know nothing of each other would be 1 / K of this in their average; no ensemble is better.
    return errors > 0 ? Math.sqrt(Math.max(1 / members.length, 1 - spread / errors)) : 1;
  });
}
