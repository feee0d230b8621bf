/** The numbers of rows that a model clamps, since they lie outside the limits of its training rows. */
import type { Model } from "./model.ts";
import type { Scaler } from "../data/scaler.ts";

/** A number that a model replaces by a limit. */
export interface ClampedNumber {
  /** Index of the row, from 0. */
  readonly row: number;
  /** Whether it is an input or a prediction. */
  readonly part: "input" | "target";
  /** Index of the input, of encoded rows, or of the target, from 0. */
  readonly index: number;
  /** The number itself; for a prediction, the limit, as the model returns no other. */
  readonly value: number;
  /** The limit that it is replaced by. */
  readonly limit: number;
}

/**
 * The clamped numbers of rows, first all inputs, then all predictions; none for a model without limits.
 *
 * @param x encoded, unscaled inputs `[rows, inputs]`.
 * @param predicted `model.predictFlat(x)`, if it is known already.
 */
export function findClamped(model: Model, x: Float64Array, predicted = model.predictFlat(x)): ClampedNumber[] {
  const { inputs, targets } = model.scalers;
  return [...findOutside(x, inputs, "input"), ...findOutside(predicted, targets, "target")];
}

function findOutside(values: Float64Array, { limits }: Scaler, part: ClampedNumber["part"]): ClampedNumber[] {
  const found: ClampedNumber[] = [];
  if (!limits) return found;
  for (let k = 0, row = 0; k < values.length; row++) {
    for (let index = 0; index < limits.length; index++) {
      const value = values[k++];
      const [lowest, highest] = limits[index];
      // The model returns no prediction outside the limits.
      const isClamped = part === "input" ? value < lowest || value > highest : value <= lowest || value >= highest;
      if (!isClamped) continue;
      found.push({ row, part, index, value, limit: value <= lowest ? lowest : highest });
    }
  }
  return found;
}
