/** Rows of numbers to learn from: what goes in beside what should come out. */
import type { Columns } from "./columns.ts";

/** Rows to learn from or to be judged by, as flat vectors. */
export interface Dataset {
  /** How many there are, ≥ 1. */
  readonly rows: number;
  /** Numbers a row holds for the network to see. */
  readonly inputs: number;
  /** Numbers a row holds for the network to predict. */
  readonly outputs: number;
  /** `[rows, inputs]` row-major. */
  readonly x: Float64Array;
  /** `[rows, outputs]` row-major. */
  readonly y: Float64Array;
  /** How much each row counts, ≥ 0, `[rows]`; where it is left out, all count alike. */
  readonly weights?: Float64Array;
}

/** What a training is given: rows to learn from, rows to be judged by while it learns, rows nobody looks at until the end. */
export interface TrainingData {
  /** Rows to learn from. */
  readonly train: Dataset;
  /** Rows to judge every epoch by, and to choose the best. Absent where none can be spared. */
  readonly validation?: Dataset;
  /** Rows that nobody looks at until the report. Absent where none can be spared. */
  readonly test?: Dataset;
  /** Names and kinds of the columns, where there are any. */
  readonly columns?: Columns;
}

/** A row of numbers; one number may stand for itself. */
export type Row = number | readonly number[];

/**
 * A dataset from rows: `createDataset([[1, 2], [3, 4]], [5, 6])` has 2 rows, 2 inputs, 1 output. The numbers are copied.
 *
 * @param options.weights how much each row counts. Default: all alike.
 * @throws RangeError when there are no rows, rows differ in length, `x`, `y` and the weights differ in rows, a number is
 * not finite, or weights are negative or all 0.
 */
export function createDataset(
  x: readonly Row[],
  y: readonly Row[],
  { weights }: { weights?: readonly number[] } = {},
): Dataset {
  if (x.length === 0) throw new RangeError("createDataset: expected at least 1 row, got 0");
  if (x.length !== y.length) {
    throw new RangeError(`createDataset: expected as many rows in y as in x (${x.length}), got ${y.length}`);
  }
  const inputs = flattenRows(x, "x", "createDataset");
  const outputs = flattenRows(y, "y", "createDataset");
  const dataset = { rows: x.length, inputs: inputs.width, outputs: outputs.width, x: inputs.values, y: outputs.values };
  return weights ? { ...dataset, weights: checkWeights(weights, x.length) } : dataset;
}

function checkWeights(weights: readonly number[], rows: number): Float64Array {
  const where = "createDataset";
  if (weights.length !== rows)
    throw new RangeError(`${where}: expected a weight for each of ${rows} rows, got ${weights.length}`);
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong >= 0) throw new RangeError(`${where}: expected a weight ≥ 0 for row ${wrong + 1}, got ${weights[wrong]}`);
  if (weights.every((weight) => weight === 0)) throw new RangeError(`${where}: expected a weight above 0, got only 0`);
  return Float64Array.from(weights);
}

/**
 * Rows as one flat vector and the width of a row.
 * @throws RangeError when rows differ in length or hold something that is not a finite number.
 */
export function flattenRows(
  rows: readonly Row[],
  name: string,
  where: string,
): { values: Float64Array; width: number } {
  const width = rowAt(rows, 0).length;
  const values = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rowAt(rows, i);
    if (row.length !== width) {
      throw new RangeError(`${where}: expected ${width} numbers in row ${i + 1} of ${name}, got ${row.length}`);
    }
    for (let j = 0; j < width; j++) {
      if (!Number.isFinite(row[j])) {
        throw new RangeError(
          `${where}: expected a finite number in row ${i + 1}, column ${j + 1} of ${name}, got ${row[j]}`,
        );
      }
      values[i * width + j] = row[j];
    }
  }
  return { values, width };
}

/** The rows of `dataset` that `indices` names, in that order, copied. */
export function takeRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { inputs, outputs, weights } = dataset;
  const x = new Float64Array(indices.length * inputs);
  const y = new Float64Array(indices.length * outputs);
  for (let i = 0; i < indices.length; i++) copyRow(x, y, i, dataset, indices[i]);
  const taken = { rows: indices.length, inputs, outputs, x, y };
  return weights ? { ...taken, weights: Float64Array.from(indices, (row) => weights[row]) } : taken;
}

/** The rows of both, of the first and then of the second, copied; weights are left out. */
export function concatRows(first: Dataset, second: Dataset): Dataset {
  const { inputs, outputs } = first;
  const rows = first.rows + second.rows;
  const x = new Float64Array(rows * inputs);
  const y = new Float64Array(rows * outputs);
  x.set(first.x);
  x.set(second.x, first.x.length);
  y.set(first.y);
  y.set(second.y, first.y.length);
  return { rows, inputs, outputs, x, y };
}

/** Row `from` of `dataset` becomes row `to` of the vectors `x` and `y`. */
export function copyRow(x: Float64Array, y: Float64Array, to: number, dataset: Dataset, from: number): void {
  const { inputs, outputs } = dataset;
  for (let j = 0; j < inputs; j++) x[to * inputs + j] = dataset.x[from * inputs + j];
  for (let j = 0; j < outputs; j++) y[to * outputs + j] = dataset.y[from * outputs + j];
}

function rowAt(rows: readonly Row[], i: number): readonly number[] {
  const row = rows[i];
  return typeof row === "number" ? [row] : row;
}
