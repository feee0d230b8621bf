/** Columns brought to a like size, as networks need them, and back: scaled = (value − offset) / scale, column by column. */
import { lookup } from "../spec/registry.ts";

/** What was learnt of each column; plain data, saved with the model. */
export interface Scaler {
  /** What is taken from each column: it becomes 0. */
  readonly offset: readonly number[];
  /** Never 0: a constant column has scale 1. */
  readonly scale: readonly number[];
}

type ScalerFit = (values: Float64Array, column: number, width: number) => { offset: number; scale: number };

/** To mean 0 and standard deviation 1. */
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

/** To the range from 0 to 1. */
const minMax: ScalerFit = (values, column, width) => {
  let min = Infinity;
  let max = -Infinity;
  for (let i = column; i < values.length; i += width) {
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
  }
  return { offset: min, scale: max - min };
};

/** As they are. */
const none: ScalerFit = () => ({ offset: 0, scale: 1 });

/** What scaling does to each column, by name. */
export const scalers = { standard, minMax, none };
/** The name of a scaler. */
export type ScalerName = keyof typeof scalers;

/**
 * Learns a scaler from `[rows, width]` row-major values.
 * A column whose spread is within rounding of 0 counts as constant: it is moved to 0 and not stretched.
 */
export function fitScaler(name: ScalerName, values: Float64Array, width: number): Scaler {
  const fit = lookup(scalers, name, "fitScaler", "scaler");
  const columns = Array.from({ length: width }, (_, column) => fit(values, column, width));
  return {
    offset: columns.map(({ offset }) => offset),
    scale: columns.map(({ offset, scale }) => (scale <= 1e-12 * Math.abs(offset) || scale === 0 ? 1 : scale)),
  };
}

/** Scaled copies of `[rows, width]` values. */
export function applyScaler({ offset, scale }: Scaler, values: Float64Array): Float64Array {
  const width = scale.length;
  return values.map((value, i) => (value - offset[i % width]) / scale[i % width]);
}

/** The values that `applyScaler` would bring to `scaled`, as a copy. */
export function undoScaler({ offset, scale }: Scaler, scaled: Float64Array): Float64Array {
  const width = scale.length;
  return scaled.map((value, i) => value * scale[i % width] + offset[i % width]);
}
