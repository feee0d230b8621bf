/**
 * Permutation importance: how much a model's error grows when one column of the table is shuffled and so loses its
 * information about the row. Breiman, Random Forests, Machine Learning 45 (2001), §10; as the growth of any model's error: Fisher,
 * Rudin and Dominici, JMLR 20 (2019), §3.
 */
import { classIndices, classProbabilities } from "../data/classes.ts";
import { columnSpans, type ColumnSpan } from "../data/columns.ts";
import { dropUncounted, sampleRows, type Dataset } from "../data/dataset.ts";
import { createRandom } from "../random.ts";
import { fitScaler } from "../data/fit-scaler.ts";
import { classMetrics } from "../metrics/index.ts";
import { integerAtLeast } from "../spec/range.ts";
import { checkSettingRanges } from "../spec/registry.ts";
import type { Model } from "./model.ts";

/** The importance of one column for a model. */
export interface ColumnImportance {
  /** Its name; `input 1` and so on if the model has no column names. */
  readonly column: string;
  /**
   * Mean growth of the RMSE when the column is shuffled, in the target's unit; for several targets and for classes see
   * `permutationImportance`. 0 for a column that the model ignores; negative if shuffling happened to help.
   */
  readonly growth: number;
  /** Standard deviation of the growth between shuffles, ≥ 0. */
  readonly deviation: number;
  /**
   * For three or more classes, the mean growth of the log loss of each against the rest: which classes the column separates.
   * Absent in older logs.
   */
  readonly ofClasses?: readonly number[];
}

/** Options of the shuffles. */
export interface ImportanceOptions {
  /** Shuffles per column, ≥ 2. Default 5; more give more stable results and take longer. */
  readonly repeats?: number;
  /** Seed of the shuffles. Default 0. */
  readonly seed?: number;
  /** Maximum rows to use, ≥ 1; of a longer dataset, evenly spaced rows. Default 1,000. */
  readonly maxRows?: number;
}

/** Random stream for the shuffles of columns. */
const IMPORTANCE_STREAM = 6;

/**
 * The importance of each column, in descending order. The numbers of one category are shuffled together. All columns are
 * shuffled into the same orders, so that the result for one does not depend on the others.
 *
 * The error is the RMSE over all targets; several targets, whose units may differ, are first divided by their standard
 * deviations on the rows. For classes it is the log loss. If two columns carry the same information, both appear less important than they are.
 *
 * @param rows rows that the model was not trained on: for others, its errors are too small.
 * @throws RangeError when an option is out of range, or the number of inputs differs from the model's.
 */
export function permutationImportance(
  model: Model,
  rows: Dataset,
  { repeats = 5, seed = 0, maxRows = 1000 }: ImportanceOptions = {},
): ColumnImportance[] {
  const where = "permutationImportance";
  const inputs = model.scalers.inputs.scale.length;
  const ranges = { repeats: integerAtLeast(2), maxRows: integerAtLeast(1) };
  checkSettingRanges({ ranges }, { repeats, maxRows }, where);
  if (rows.inputs !== inputs)
    throw new RangeError(`${where}: expected rows of ${inputs} inputs, as the model has, got ${rows.inputs}`);

  const sample = sampleRows(dropUncounted(rows), maxRows);
  const spans = model.columns ? columnSpans(model.columns.inputs) : unnamedSpans(inputs);
  const orders = Array.from({ length: repeats }, (_, repeat) =>
    createRandom([seed, IMPORTANCE_STREAM, repeat]).permutation(sample.rows),
  );
  const { classes } = model.columns ?? {};
  const isMany = classes !== undefined && classes.length > 2;
  const errorsOf = (x: Float64Array): number[] => {
    const predicted = model.predictFlat(x);
    if (!classes) return [scaledRmse(predicted, sample)];
    return [logLossOf(predicted, sample), ...(isMany ? classes.map((_, k) => oneVsRest(predicted, sample, k)) : [])];
  };
  const baseErrors = errorsOf(sample.x);
  const importances = spans.map((span) => {
    const growths = orders.map((order) =>
      errorsOf(shuffleColumn(sample, span, order)).map((error, k) => error - baseErrors[k]),
    );
    const [all, ...ofClasses] = baseErrors.map((_, k) => meanAndDeviation(growths.map((growth) => growth[k])));
    return { column: span.name, ...all, ...(isMany && { ofClasses: ofClasses.map(({ growth }) => growth) }) };
  });
  return importances.toSorted((a, b) => b.growth - a.growth);
}

function unnamedSpans(inputs: number): ColumnSpan[] {
  return Array.from({ length: inputs }, (_, i) => ({ name: `input ${i + 1}`, first: i, width: 1 }));
}

/** A copy of the inputs, `[rows, inputs]`, in which row i has the column of row `order[i]`. */
function shuffleColumn({ rows, inputs, x }: Dataset, { first, width }: ColumnSpan, order: Uint32Array): Float64Array {
  const shuffled = x.slice();
  for (let i = 0; i < rows; i++) {
    for (let p = first; p < first + width; p++) shuffled[i * inputs + p] = x[order[i] * inputs + p];
  }
  return shuffled;
}

/** RMSE of predictions `[rows, outputs]`: in the unit of a single target, or in standard deviations of several. */
function scaledRmse(predicted: Float64Array, { outputs, y }: Dataset): number {
  const scale = outputs === 1 ? [1] : fitScaler("standard", y, outputs).scale;
  let sum = 0;
  for (let k = 0; k < y.length; k++) {
    const error = (predicted[k] - y[k]) / scale[k % outputs];
    sum += error * error;
  }
  return Math.sqrt(sum / y.length);
}

function logLossOf(predicted: Float64Array, rows: Dataset): number {
  const probabilities = classProbabilities(predicted, rows.outputs);
  return classMetrics.logLoss({
    probabilities,
    actual: classIndices(rows.y, rows.outputs),
    classes: probabilities.length / rows.rows,
  });
}

/** The log loss of class `k` against all others. */
function oneVsRest(predicted: Float64Array, { outputs, y, rows }: Dataset, k: number): number {
  const probabilities = new Float64Array(2 * rows);
  const actual = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    const p = predicted[i * outputs + k];
    probabilities[2 * i] = 1 - p;
    probabilities[2 * i + 1] = p;
    actual[i] = y[i * outputs + k] === 1 ? 1 : 0;
  }
  return classMetrics.logLoss({ probabilities, actual, classes: 2 });
}

/** Sample standard deviation: Σ (value − mean)² is divided by n − 1. */
function meanAndDeviation(growths: readonly number[]): { growth: number; deviation: number } {
  const growth = growths.reduce((sum, value) => sum + value, 0) / growths.length;
  const squares = growths.reduce((sum, value) => sum + (value - growth) * (value - growth), 0);
  return { growth, deviation: Math.sqrt(squares / (growths.length - 1)) };
}
