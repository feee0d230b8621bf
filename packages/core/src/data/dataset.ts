/** Rows of numbers: inputs and targets. */
import type { Columns } from "./columns.ts";

/** Rows as flat vectors. */
export interface Dataset {
  /** Number of rows, ≥ 1. */
  readonly rows: number;
  /** Number of inputs per row. */
  readonly inputs: number;
  /** Number of targets per row. */
  readonly outputs: number;
  /** Inputs, `[rows, inputs]` row-major. */
  readonly x: Float64Array;
  /** Targets, `[rows, outputs]` row-major. */
  readonly y: Float64Array;
  /** Weight of each row, ≥ 0, `[rows]`. Default: all rows count equally. */
  readonly weights?: Float64Array;
}

/** The data of a training, in up to three parts. */
export interface TrainingData {
  /** Rows that the parameters are fitted to. */
  readonly train: Dataset;
  /** Rows that every epoch is evaluated on, to select the best. Absent if there are too few rows. */
  readonly validation?: Dataset;
  /** Rows that are only used for the report. Absent if there are too few rows. */
  readonly test?: Dataset;
  /** Names and kinds of the columns, if known. */
  readonly columns?: Columns;
}

/** A row of numbers; a single number is a row of one. */
export type Row = number | readonly number[];

/**
 * A dataset from rows: `createDataset([[1, 2], [3, 4]], [5, 6])` has 2 rows, 2 inputs, 1 output. The numbers are copied.
 *
 * @param options.weights of the rows. Default: all rows count equally.
 * @throws RangeError when there are no rows, rows differ in length, the numbers of rows of `x`, `y` and the weights differ, a
 * number is not finite, or weights are negative or all 0.
 */
export function createDataset(
  x: readonly Row[],
  y: readonly Row[],
  { weights }: { weights?: readonly number[] } = {},
): Dataset {
  if (x.length === 0) throw new RangeError("createDataset: expected at least 1 row, got 0");
  if (x.length !== y.length)
    throw new RangeError(`createDataset: expected ${x.length} rows in y, as in x, got ${y.length}`);
  const inputs = flattenRows(x, "x", "createDataset");
  const outputs = flattenRows(y, "y", "createDataset");
  const dataset = { rows: x.length, inputs: inputs.width, outputs: outputs.width, x: inputs.values, y: outputs.values };
  return weights ? { ...dataset, weights: readWeights(weights, x.length) } : dataset;
}

function readWeights(weights: readonly number[], rows: number): Float64Array {
  const where = "createDataset";
  if (weights.length !== rows)
    throw new RangeError(`${where}: expected ${rows} weights, one per row, got ${weights.length}`);
  checkWeights(weights, where);
  return Float64Array.from(weights);
}

/** @throws RangeError when a weight is not a finite number ≥ 0, or all are 0; `where` starts the message. */
export function checkWeights(weights: ArrayLike<number>, where: string): void {
  let isAnyPositive = false;
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i] >= 0 && weights[i] < Infinity))
      throw new RangeError(`${where}: expected a weight ≥ 0 for row ${i + 1}, got ${weights[i]}`);
    isAnyPositive ||= weights[i] > 0;
  }
  if (!isAnyPositive) throw new RangeError(`${where}: expected a weight > 0, got only 0`);
}

/**
 * Rows as one flat vector, and the width of a row.
 * @throws RangeError when rows differ in length or a value is not a finite number.
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
    if (row.length !== width)
      throw new RangeError(`${where}: expected ${width} numbers in row ${i + 1} of ${name}, got ${row.length}`);
    for (let j = 0; j < width; j++) {
      if (!Number.isFinite(row[j]))
        throw new RangeError(
          `${where}: expected a finite number in row ${i + 1}, column ${j + 1} of ${name}, got ${row[j]}`,
        );
      values[i * width + j] = row[j];
    }
  }
  return { values, width };
}

/** Copies the rows of `dataset` at `indices`, in that order. */
export function takeRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { inputs, outputs, weights } = dataset;
  const x = new Float64Array(indices.length * inputs);
  const y = new Float64Array(indices.length * outputs);
  for (let i = 0; i < indices.length; i++) copyRow(x, y, i, dataset, indices[i]);
  const taken = { rows: indices.length, inputs, outputs, x, y };
  return weights ? { ...taken, weights: Float64Array.from(indices, (row) => weights[row]) } : taken;
}

/** The dataset without its rows of weight 0, which count nowhere; itself if there are none. */
export function dropUncounted(dataset: Dataset): Dataset {
  const { rows, weights } = dataset;
  if (!weights?.includes(0)) return dataset;
  return takeRows(
    dataset,
    Array.from({ length: rows }, (_, i) => i).filter((i) => weights[i] !== 0),
  );
}

/** Copies row `from` of `dataset` to row `to` of the vectors `x` and `y`. */
export function copyRow(x: Float64Array, y: Float64Array, to: number, dataset: Dataset, from: number): void {
  const { inputs, outputs } = dataset;
  for (let j = 0; j < inputs; j++) x[to * inputs + j] = dataset.x[from * inputs + j];
  for (let j = 0; j < outputs; j++) y[to * outputs + j] = dataset.y[from * outputs + j];
}

function rowAt(rows: readonly Row[], i: number): readonly number[] {
  const row = rows[i];
  return typeof row === "number" ? [row] : row;
}
