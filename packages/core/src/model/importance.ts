/**
 * Permutation importance: how much more a model errs when one column of the table is shuffled, so that it says nothing of
 * its row any more. Breiman, Random Forests, Machine Learning 45 (2001), §10; as the growth of any model's error: Fisher,
 * Rudin and Dominici, JMLR 20 (2019), §3.
 */
import { columnSpans, type ColumnSpan } from "../data/columns.ts";
import { takeRows, type Dataset } from "../data/dataset.ts";
import { createRandom } from "../random.ts";
import { fitScaler } from "../data/scaler.ts";
import type { Model } from "./model.ts";

/** What one column is worth to a model. */
export interface ColumnImportance {
  /** Its name; where the model knows none, `input 1` and so on. */
  readonly column: string;
  /**
   * How much the RMSE grows when the column is shuffled, on average: in the target's own unit; of several targets see
   * `permutationImportance`. 0 for a column that the model ignores, below 0 where shuffling helped by chance.
   */
  readonly growth: number;
  /** Standard deviation of the growth from one shuffle to the next, ≥ 0. */
  readonly deviation: number;
}

/** How often, how and on how many rows columns are shuffled. */
export interface ImportanceOptions {
  /** Shuffles of each column, ≥ 2. Default 5; more make the figures steadier and take longer. */
  readonly repeats?: number;
  /** From it come the shuffles. Default 0. */
  readonly seed?: number;
  /** Of a longer dataset so many rows, evenly chosen, ≥ 1. Default 1,000. */
  readonly maxRows?: number;
}

/** Stream of chance for the shuffles of columns. */
const IMPORTANCE_STREAM = 6;

/**
 * The importance of each column of the table, the greatest first. The numbers of one category are shuffled together. All
 * columns are shuffled into the same orders, so that the figures of one do not depend on what others there are.
 *
 * The error is the RMSE over all targets; where these are several, whose units may differ, each is first divided by its
 * standard deviation on the rows. What two columns both say, neither seems to be needed for: their figures are too small.
 *
 * @param rows that the model has not learned from: of others it also knows what chance had put there.
 * @throws RangeError when an option makes no sense or the rows have not as many inputs as the model.
 */
export function permutationImportance(
  model: Model,
  rows: Dataset,
  { repeats = 5, seed = 0, maxRows = 1000 }: ImportanceOptions = {},
): ColumnImportance[] {
  const where = "permutationImportance";
  const { inputs } = model.network.spec;
  if (!Number.isInteger(repeats) || repeats < 2)
    throw new RangeError(`${where}: expected repeats to be an integer ≥ 2, got ${repeats}`);
  if (!Number.isInteger(maxRows) || maxRows < 1)
    throw new RangeError(`${where}: expected maxRows to be an integer ≥ 1, got ${maxRows}`);
  if (rows.inputs !== inputs)
    throw new RangeError(`${where}: expected rows of ${inputs} inputs, as the model has, got ${rows.inputs}`);

  const chosen = chooseEvenly(rows, maxRows);
  const spans = model.columns ? columnSpans(model.columns.inputs) : unnamedSpans(inputs);
  const orders = Array.from({ length: repeats }, (_, repeat) =>
    createRandom([seed, IMPORTANCE_STREAM, repeat]).permutation(chosen.rows),
  );
  const errorOf = (x: Float64Array) => scaledRmse(model.predictFlat(x), chosen);
  const undisturbed = errorOf(chosen.x);
  const importances = spans.map((span) => {
    const growths = orders.map((order) => errorOf(shuffleColumn(chosen, span, order)) - undisturbed);
    return { column: span.name, ...meanAndDeviation(growths) };
  });
  return importances.toSorted((a, b) => b.growth - a.growth);
}

/** Rows at even distances, all of them where there are few. */
function chooseEvenly(dataset: Dataset, most: number): Dataset {
  const { rows } = dataset;
  if (rows <= most) return dataset;
  return takeRows(
    dataset,
    Array.from({ length: most }, (_, i) => Math.floor((i * rows) / most)),
  );
}

function unnamedSpans(inputs: number): ColumnSpan[] {
  return Array.from({ length: inputs }, (_, i) => ({ name: `input ${i + 1}`, first: i, width: 1 }));
}

/** The inputs of all rows, `[rows, inputs]`, but row i has the column of row `order[i]`: a new vector. */
function shuffleColumn({ rows, inputs, x }: Dataset, { first, width }: ColumnSpan, order: Uint32Array): Float64Array {
  const shuffled = x.slice();
  for (let i = 0; i < rows; i++) {
    for (let p = first; p < first + width; p++) shuffled[i * inputs + p] = x[order[i] * inputs + p];
  }
  return shuffled;
}

/** RMSE of predictions `[rows, outputs]`: of one target in its own unit, of several in their standard deviations. */
function scaledRmse(predicted: Float64Array, { outputs, y }: Dataset): number {
  const scale = outputs === 1 ? [1] : fitScaler("standard", y, outputs).scale;
  let sum = 0;
  for (let k = 0; k < y.length; k++) {
    const error = (predicted[k] - y[k]) / scale[k % outputs];
    sum += error * error;
  }
  return Math.sqrt(sum / y.length);
}

/** The deviation is that of a sample: Σ (value − mean)² is divided by one less than there are values. */
function meanAndDeviation(growths: readonly number[]): { growth: number; deviation: number } {
  const growth = growths.reduce((sum, value) => sum + value, 0) / growths.length;
  const squares = growths.reduce((sum, value) => sum + (value - growth) * (value - growth), 0);
  return { growth, deviation: Math.sqrt(squares / (growths.length - 1)) };
}
