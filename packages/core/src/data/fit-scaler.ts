/** Finds how columns are scaled, from the training rows. */
import { lookup } from "../spec/registry.ts";
import type { ColumnLimits, Scaler } from "./scaler.ts";

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
