/**
 * How much smaller the errors of an ensemble are than those of its members, which alone can be evaluated out of folds.
 *
 * On the rows that it learns from, a member's mean squared error is lower than on others by about twice the variance that it
 * owes to the choice of its rows: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), §7.4. Two of K
 * members share (K − 2) / (K − 1) of their rows, and about as much of this variance, so that their average loses 1 / K of
 * it. What the initial weights add to the variance is not counted: intervals are rather too wide than too narrow.
 */
import type { Dataset } from "../data/dataset.ts";

/**
 * The factor for each target: √(1 − (1 − MSE on the rows learned from / MSE out of folds) / 2K).
 *
 * @param members each member's predictions of all rows, `[rows, targets]`.
 * @param outOfFold for each row, the prediction of the member that does not learn from it.
 */
export function shrinkage(
  members: readonly Float64Array[],
  outOfFold: Float64Array,
  folds: Uint8Array,
  { outputs, y, weights }: Dataset,
): number[] {
  return Array.from({ length: outputs }, (_, j) => {
    let [learned, unseen] = [0, 0];
    for (let i = 0; i < folds.length; i++) {
      const k = i * outputs + j;
      const weight = weights?.[i] ?? 1;
      members.forEach((predicted, m) => {
        if (folds[i] !== m) learned += (weight * (predicted[k] - y[k]) * (predicted[k] - y[k])) / (members.length - 1);
      });
      unseen += weight * (outOfFold[k] - y[k]) * (outOfFold[k] - y[k]);
    }
    const optimism = unseen > 0 && learned < unseen ? 1 - learned / unseen : 0;
    return Math.sqrt(1 - optimism / (2 * members.length));
  });
}
