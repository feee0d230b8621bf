/** Writes rows of a training to the memory of a module, which scales them. */
import type { PreparedRows, Scaler } from "@epochal/core";
import type { Exports } from "./instance.ts";
import type { Views } from "./views.ts";

/**
 * Writes inputs to a pointer: those of `count` rows, from row `first` on.
 * @param rows indices of rows, of which `first` is the first. Default: all rows in their order.
 */
export type LoadRows = (
  pointer: number,
  part: PreparedRows,
  first: number,
  count: number,
  rows?: ArrayLike<number>,
) => void;

/** Memory for rows that are not yet scaled, and for the numbers that say how. */
export interface Scaling {
  /** Pointer to the scaler; see assembly/scale.ts. */
  readonly scaler: number;
  /** Pointer to the rows. */
  readonly at: number;
}

/** Rows that are scaled together: so few that they still lie in a processor's nearest cache. */
const ROWS = 64;

/** @param place returns a pointer to a number of bytes. */
export function placeScaling(scaler: Scaler, place: (bytes: number) => number): Scaling {
  return { scaler: place(8 * describeScaler(scaler).length), at: place(8 * ROWS * scaler.scale.length) };
}

/** The numbers that the assembly reads. */
function describeScaler({ scale, offset, limits, knots }: Scaler): number[] {
  return scale.flatMap((unit, j) => {
    const ends = knots?.[j] ?? [];
    const pairs: number[] = [];
    for (let t = 1; t < ends.length; t += 2) {
      const [a, b, c = b + 1] = ends.slice(t - 1);
      pairs.push(a, b, b - a, c - b);
    }
    return [...(limits?.[j] ?? [-Infinity, Infinity]), offset[j], unit, ends.length && ends.length - 1, ...pairs];
  });
}

export function createRowLoader(scaler: Scaler, scaling: Scaling, views: Views, exports: Exports): LoadRows {
  const columns = scaler.scale.length;
  const numbers = describeScaler(scaler);
  views.doubles(scaling.scaler, numbers.length).set(numbers);
  const unscaled = views.doubles(scaling.at, ROWS * columns);

  return (pointer, { unscaled: { x }, inputs }, first, count, rows) => {
    for (let start = 0; start < count; start += ROWS) {
      const end = Math.min(count, start + ROWS);
      for (let i = start, k = 0; i < end; i++) {
        const from = columns * (rows ? rows[first + i] : first + i);
        for (let j = 0; j < columns; j++) unscaled[k++] = x[from + j];
      }
      exports.scaleRows(pointer + start * inputs * views.size, scaling.at, end - start, columns, scaling.scaler);
    }
  };
}
