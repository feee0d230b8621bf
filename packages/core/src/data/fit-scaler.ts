/** Finds how columns are scaled, from the training rows. */
import { lookup } from "../spec/registry.ts";
import { clamp, type ColumnLimits, type Scaler } from "./scaler.ts";

/** How all columns are scaled. Row by row, as one column after the other would read the memory of all as often. */
type ScalerFit = (values: ColumnValues) => { offset: number[]; scale: number[] };

/** `[rows, width]` values, of which those outside of a column's limits count as the nearest. */
interface ColumnValues {
  readonly values: Float64Array;
  readonly width: number;
  /** One per row. */
  readonly weights?: Float64Array | undefined;
  readonly limits?: readonly ColumnLimits[] | undefined;
}

/** Scales to mean 0 and standard deviation 1. */
const standard: ScalerFit = ({ values, width, weights, limits }) => {
  const rows = values.length / width;
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) || 1 : rows;
  const [mean, variance] = [zeros(width), zeros(width)];
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const value = clamp(values[k++], limits?.[column]);
      mean[column] += (weights ? weights[row] * value : value) / total;
    }
  }
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const deviation = clamp(values[k++], limits?.[column]) - mean[column];
      const squared = deviation * deviation;
      variance[column] += (weights ? weights[row] * squared : squared) / total;
    }
  }
  return { offset: mean, scale: variance.map(Math.sqrt) };
};

/** Scales to the range from 0 to 1. */
const minMax: ScalerFit = ({ values, width, weights, limits }) => {
  const min = zeros(width).fill(Infinity);
  const max = zeros(width).fill(-Infinity);
  for (let row = 0, k = 0; k < values.length; row++) {
    for (let column = 0; column < width; column++) {
      const value = clamp(values[k++], limits?.[column]);
      if (weights?.[row] === 0) continue;
      min[column] = Math.min(min[column], value);
      max[column] = Math.max(max[column], value);
    }
  }
  return { offset: min, scale: max.map((value, column) => value - min[column]) };
};

/** Leaves the values unchanged. */
const none: ScalerFit = ({ width }) => ({ offset: zeros(width), scale: zeros(width).fill(1) });

function zeros(width: number): number[] {
  return Array.from({ length: width }, () => 0);
}

/** The scalers by name: how each column is scaled. */
export const scalers = { standard, minMax, none };
/** The name of a scaler. */
export type ScalerName = keyof typeof scalers;

/**
 * Fits a scaler to `[rows, width]` row-major values.
 * A column whose variation is within rounding error counts as constant: it becomes 0, with scale 1.
 *
 * @param weights of the rows; a row of weight 0 does not count. Default: all rows count equally.
 * @param limits of the columns, to which values are clamped. Default: none.
 */
export function fitScaler(
  name: ScalerName,
  values: Float64Array,
  width: number,
  weights?: Float64Array,
  limits?: readonly ColumnLimits[],
): Scaler {
  const fit = lookup(scalers, name, "fitScaler", "scaler");
  const { offset, scale } = fit({ values, width, weights, limits });
  const isConstant = (column: number) => scale[column] <= 1e-12 * Math.abs(offset[column]) || scale[column] === 0;
  return { offset, scale: scale.map((unit, column) => (isConstant(column) ? 1 : unit)) };
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
  const { offset, scale: range } = minMax({ values, width: scale.length, weights });
  return scale.map((unit, column): ColumnLimits => {
    const [min, max] = [offset[column], offset[column] + range[column]];
    const [lowest = min, highest = max] = [knots[column]?.at(0), knots[column]?.at(-1)];
    return [lowest - margin * unit, highest + margin * unit];
  });
}
