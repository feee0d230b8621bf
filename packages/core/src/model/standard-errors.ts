/** How much the scores of a model would vary if they came from other rows of the same kind. */
import { log } from "../math/index.ts";
import type { ClassMetricName, ClassPredictions, MetricName } from "../metrics/index.ts";
import type { Dataset } from "../data/dataset.ts";

/** Standard errors of some scores, by the name of the score. */
export type StandardErrors = Readonly<Partial<Record<MetricName | ClassMetricName, number>>>;

/** As for the log loss itself. */
const MIN_PROBABILITY = Number.EPSILON;

/**
 * Standard errors of the RMSE and the MAE, from the spread of the errors of the rows; that of the RMSE by the delta method,
 * se(MSE) / (2 · RMSE). Rows weighted. None if there are fewer than two rows.
 *
 * @param predicted `[rows, outputs]`; the errors of a row are averaged.
 */
export function standardErrors(predicted: Float64Array, { rows, outputs, y, weights }: Dataset): StandardErrors {
  if (rows < 2) return {};
  const perRow = (error: (difference: number) => number) =>
    Array.from({ length: rows }, (_, i) => {
      let sum = 0;
      for (let k = i * outputs; k < (i + 1) * outputs; k++) sum += error(predicted[k] - y[k]);
      return sum / outputs;
    });
  const squared = meanWithError(
    perRow((difference) => difference * difference),
    weights,
  );
  const rmse = squared.mean > 0 ? squared.error / (2 * Math.sqrt(squared.mean)) : 0;
  return finiteOnly({ rmse, mae: meanWithError(perRow(Math.abs), weights).error });
}

/** Standard errors of the accuracy and the log loss. None if there are fewer than two rows. */
export function classStandardErrors({ probabilities, actual, classes }: ClassPredictions): StandardErrors {
  if (actual.length < 2) return {};
  const rowOf = (i: number) => probabilities.subarray(i * classes, (i + 1) * classes);
  const right = Array.from(actual, (k, i) => (rowOf(i).indexOf(Math.max(...rowOf(i))) === k ? 1 : 0));
  const surprise = Array.from(actual, (k, i) => -log(Math.max(MIN_PROBABILITY, rowOf(i)[k])));
  return finiteOnly({ accuracy: meanWithError(right).error, logLoss: meanWithError(surprise).error });
}

/** Squares of huge errors overflow, and JSON turns infinity into null. */
function finiteOnly(errors: StandardErrors): StandardErrors {
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => Number.isFinite(error)));
}

/** The weighted mean, and its standard error. */
export function meanWithError(values: readonly number[], weights?: ArrayLike<number>): { mean: number; error: number } {
  const weightOf = (i: number) => weights?.[i] ?? 1;
  const total = values.reduce((sum, _, i) => sum + weightOf(i), 0);
  const mean = values.reduce((sum, value, i) => sum + weightOf(i) * value, 0) / total;
  const squares = values.reduce((sum, value, i) => {
    const deviation = weightOf(i) * (value - mean);
    return sum + deviation * deviation;
  }, 0);
  const n = values.length;
  return { mean, error: Math.sqrt((squares * n) / (n - 1)) / total };
}
