/** Rows of numbers: inputs and targets. */
import type { Columns } from "./columns.ts";

/** The largest size of a number in the rows of a training: squares and sums of larger ones might overflow. */
export const MAX_NUMBER = 1e100;

/** Rows as flat vectors, whose numbers are within ±`MAX_NUMBER`. */
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

/** Copies the rows of `dataset` at `indices`, in that order. */
export function takeRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { inputs, outputs, weights } = dataset;
  const x = new Float64Array(indices.length * inputs);
  const y = new Float64Array(indices.length * outputs);
  for (let i = 0; i < indices.length; i++) copyRow(x, y, i, dataset, indices[i]);
  const taken = { rows: indices.length, inputs, outputs, x, y };
  return weights ? { ...taken, weights: Float64Array.from(indices, (row) => weights[row]) } : taken;
}

/** At most `most` rows of a dataset, evenly spaced, so that rows from everywhere in a table are among them; itself if it has no more. */
export function sampleRows(dataset: Dataset, most: number): Dataset {
  return dataset.rows <= most ? dataset : takeRows(dataset, evenIndices(dataset.rows, most));
}

/** The indices of at most `most` evenly spaced rows. */
export function evenIndices(rows: number, most: number): number[] {
  const count = Math.min(rows, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
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

/** Column `j` of `values`, `[rows, width]`: a copy, in a time that does not grow with the width. */
export function columnOf(values: Float64Array, width: number, j: number): Float64Array {
  const column = new Float64Array(values.length / width);
  for (let i = 0; i < column.length; i++) column[i] = values[i * width + j];
  return column;
}
