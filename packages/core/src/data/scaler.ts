/** Scales columns to similar magnitudes, as networks need, and back: scaled = (value − offset) / scale. */
import { lookup } from "../spec/registry.ts";

/** The fitted offset and scale of each column; plain data, saved with the model. */
export interface Scaler {
  /** Subtracted from each column. */
  readonly offset: readonly number[];
  /** Divides each column. Never 0: a constant column has scale 1. */
  readonly scale: readonly number[];
}

type ScalerFit = (values: Float64Array, column: number, width: number) => { offset: number; scale: number };

/** Scales to mean 0 and standard deviation 1. */
const standard: ScalerFit = (values, column, width) => {
  const rows = values.length / width;
  let mean = 0;
  for (let i = column; i < values.length; i += width) mean += values[i] / rows;
  let variance = 0;
  for (let i = column; i < values.length; i += width) {
    const deviation = values[i] - mean;
    variance += (deviation * deviation) / rows;
  }
  return { offset: mean, scale: Math.sqrt(variance) };
};

/** Scales to the range from 0 to 1. */
const minMax: ScalerFit = (values, column, width) => {
  let min = Infinity;
  let max = -Infinity;
  for (let i = column; i < values.length; i += width) {
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
  }
  return { offset: min, scale: max - min };
};

/** Leaves the values unchanged. */
const none: ScalerFit = () => ({ offset: 0, scale: 1 });

/** The scalers by name: how each column is scaled. */
export const scalers = { standard, minMax, none };
/** The name of a scaler. */
export type ScalerName = keyof typeof scalers;

/**
 * Fits a scaler to `[rows, width]` row-major values.
 * A column whose variation is within rounding error counts as constant: it becomes 0, with scale 1.
 */
export function fitScaler(name: ScalerName, values: Float64Array, width: number): Scaler {
  const fit = lookup(scalers, name, "fitScaler", "scaler");
  const columns = Array.from({ length: width }, (_, column) => fit(values, column, width));
  return {
    offset: columns.map(({ offset }) => offset),
    scale: columns.map(({ offset, scale }) => (scale <= 1e-12 * Math.abs(offset) || scale === 0 ? 1 : scale)),
  };
}

/** Scales `[rows, width]` values: a new vector. */
export function applyScaler({ offset, scale }: Scaler, values: Float64Array): Float64Array {
  const width = scale.length;
  return values.map((value, i) => (value - offset[i % width]) / scale[i % width]);
}

/** The inverse of `applyScaler`: a new vector. */
export function undoScaler({ offset, scale }: Scaler, scaled: Float64Array): Float64Array {
  const width = scale.length;
  return scaled.map((value, i) => value * scale[i % width] + offset[i % width]);
}
