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
 * their average loses 1 / K of it. The variance from the initial weights is not counted: intervals are then rather too wide.
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
  const count = members.length;
  return Array.from({ length: outputs }, (_, j) => {
    let [errors, others] = [0, 0];
    folds.forEach((fold, i) => {
      const k = i * outputs + j;
      const weight = weights?.[i] ?? 1;
      const errorOf = (predicted: Float64Array) => weight * square(predicted[k] - y[k]);
      if (!secondFolds) {
        errors += errorOf(outOfFold);
        // The members' errors on the rows that they learn from.
        members.forEach((predicted, m) => (others += fold === m ? 0 : errorOf(predicted) / (count - 1)));
      } else if (secondFolds[i] !== fold) {
        const second = members[secondFolds[i]];
        errors += errorOf(outOfFold) + errorOf(second);
        others += weight * square(outOfFold[k] - second[k]);
      }
    });
    // The members' errors are at most independent: then their average has 1 / K of the squared error.
    const loss = secondFolds
      ? (1 - 1 / count) * Math.min(1, others / errors)
      : Math.max(0, 1 - others / errors) / (2 * count);
    return errors > 0 ? Math.sqrt(1 - loss) : 1;
  });
}

function square(value: number): number {
  return value * value;
}
