/**
 * Scales columns to similar magnitudes, as networks need, and back: scaled = (value − offset) / scale. With knots, each number
 * is followed by piecewise-linear parts, so that a network need not bend a line itself.
 */

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
  const scaled = new Float64Array((values.length / width) * scaledWidth(width, knots));
  const none: readonly number[] = [];
  for (let i = 0, k = 0; i < values.length;) {
    for (let j = 0; j < width; j++) {
      const value = clamp(values[i++], limits?.[j]);
      scaled[k++] = (value - offset[j]) / scale[j];
      const ends = knots?.[j] ?? none;
      // The parts above the value stay 0.
      for (let t = 1; t < ends.length && !(value <= ends[t - 1]); t++)
        scaled[k + t - 1] = value >= ends[t] ? 1 : (value - ends[t - 1]) / (ends[t] - ends[t - 1]);
      k += Math.max(0, ends.length - 1);
    }
  }
  return scaled;
}

/** The inverse of `applyScaler` for a scaler without knots, clamped to the limits: a new vector. */
export function undoScaler({ offset, scale, limits }: Scaler, scaled: Float64Array): Float64Array {
  const width = scale.length;
  return clampTo(
    limits,
    scaled.map((value, i) => value * scale[i % width] + offset[i % width]),
  );
}

/** The first and the last knot of each column. */
export function knotLimits(knots: Knots): readonly ColumnLimits[] {
  return knots.map((ends) => [ends.at(0) ?? -Infinity, ends.at(-1) ?? Infinity]);
}

function clampTo(limits: readonly ColumnLimits[] | undefined, values: Float64Array): Float64Array {
  if (!limits) return values;
  return values.map((value, i) => clamp(value, limits[i % limits.length]));
}

/** The value, or the nearest limit if it is outside of them. */
export function clamp(value: number, limits: ColumnLimits | undefined): number {
  return limits ? Math.min(Math.max(value, limits[0]), limits[1]) : value;
}
