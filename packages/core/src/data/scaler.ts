/**
 * Scales columns to similar magnitudes, as networks need, and back: scaled = (value − offset) / scale. With knots, each number
 * is followed by piecewise-linear parts, so that a network need not bend a line itself.
 */
import { lookup } from "../spec/registry.ts";

/** How each column is scaled; plain data, saved with the model. */
export interface Scaler {
  /** Subtracted from each column. */
  readonly offset: readonly number[];
  /** Divides each column. Never 0: a constant column has scale 1. */
  readonly scale: readonly number[];
  /** For inputs, the knots of each column: see `applyScaler`. Default: none. */
  readonly knots?: Knots;
  /** The lowest and the highest value of each column: other inputs and predictions are clamped to them. Default: no limits. */
  readonly limits?: readonly ColumnLimits[];
}

/** For each column a list of ascending knots in its own unit, empty for a column without parts. */
export type Knots = readonly (readonly number[])[];

/** The lowest and the highest value, in the column's own unit. */
export type ColumnLimits = readonly [lowest: number, highest: number];

/** @param weights one per row. */
type ScalerFit = (
  values: Float64Array,
  column: number,
  width: number,
  weights: Float64Array | undefined,
) => { offset: number; scale: number };

/** Scales to mean 0 and standard deviation 1. */
const standard: ScalerFit = (values, column, width, weights) => {
  const rows = values.length / width;
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) || 1 : rows;
  const share = (row: number, value: number) => (weights ? weights[row] * value : value) / total;
  let mean = 0;
  for (let i = 0; i < rows; i++) mean += share(i, values[i * width + column]);
  let variance = 0;
  for (let i = 0; i < rows; i++) {
    const deviation = values[i * width + column] - mean;
    variance += share(i, deviation * deviation);
  }
  return { offset: mean, scale: Math.sqrt(variance) };
};

/** Scales to the range from 0 to 1. */
const minMax: ScalerFit = (values, column, width, weights) => {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i * width < values.length; i++) {
    if (weights?.[i] === 0) continue;
    min = Math.min(min, values[i * width + column]);
    max = Math.max(max, values[i * width + column]);
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
 *
 * @param weights of the rows; a row of weight 0 does not count. Default: all rows count equally.
 */
export function fitScaler(name: ScalerName, values: Float64Array, width: number, weights?: Float64Array): Scaler {
  const fit = lookup(scalers, name, "fitScaler", "scaler");
  const columns = Array.from({ length: width }, (_, column) => fit(values, column, width, weights));
  return {
    offset: columns.map(({ offset }) => offset),
    scale: columns.map(({ offset, scale }) => (scale <= 1e-12 * Math.abs(offset) || scale === 0 ? 1 : scale)),
  };
}

/**
 * The range of each column, or of its knots if it has any, widened at both ends by `margin` times its scale. Rows of weight 0 do
 * not count.
 */
export function fitLimits(
  values: Float64Array,
  { scale, knots = [] }: Scaler,
  margin: number,
  weights?: Float64Array,
): readonly ColumnLimits[] {
  return scale.map((unit, column): ColumnLimits => {
    const { offset: min, scale: range } = minMax(values, column, scale.length, weights);
    const [lowest = min, highest = min + range] = [knots[column]?.at(0), knots[column]?.at(-1)];
    return [lowest - margin * unit, highest + margin * unit];
  });
}

/** Numbers that `width` columns become: one each, and a part for each interval between two knots. */
export function scaledWidth(width: number, knots: Knots = []): number {
  return knots.reduce((sum, { length }) => sum + Math.max(0, length - 1), width);
}

/**
 * Scales `[rows, width]` values, clamped to the limits: a new vector. With knots k₀ < k₁ < …, each scaled number is followed
 * by one part for each interval between two knots: (value − kₜ) / (kₜ₊₁ − kₜ), clamped to 0 … 1.
 * Gorishniy, Rubachev and Babenko, On Embeddings for Numerical Features, NeurIPS 2022.
 */
export function applyScaler({ offset, scale, knots, limits }: Scaler, values: Float64Array): Float64Array {
  const width = scale.length;
  const clamped = clampTo(limits, values);
  const scaled = clamped.map((value, i) => (value - offset[i % width]) / scale[i % width]);
  if (!knots) return scaled;
  const wide = new Float64Array((values.length / width) * scaledWidth(width, knots));
  let k = 0;
  clamped.forEach((value, i) => {
    wide[k++] = scaled[i];
    const ends = knots[i % width];
    for (let t = 1; t < ends.length; t++) {
      wide[k++] = Math.min(Math.max((value - ends[t - 1]) / (ends[t] - ends[t - 1]), 0), 1);
    }
  });
  return wide;
}

/** The inverse of `applyScaler` for a scaler without knots, clamped to the limits: a new vector. */
export function undoScaler({ offset, scale, limits }: Scaler, scaled: Float64Array): Float64Array {
  const width = scale.length;
  return clampTo(
    limits,
    scaled.map((value, i) => value * scale[i % width] + offset[i % width]),
  );
}

/** The values, those outside of a column's knots replaced by the nearest knot. */
export function clampToKnots(knots: Knots, values: Float64Array): Float64Array {
  const limits = knots.map((ends): ColumnLimits => [ends.at(0) ?? -Infinity, ends.at(-1) ?? Infinity]);
  return clampTo(limits, values);
}

function clampTo(limits: readonly ColumnLimits[] | undefined, values: Float64Array): Float64Array {
  if (!limits) return values;
  return values.map((value, i) => {
    const [lowest, highest] = limits[i % limits.length];
    return Math.min(Math.max(value, lowest), highest);
  });
}
