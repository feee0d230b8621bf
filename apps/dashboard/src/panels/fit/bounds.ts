/** Bounds and ticks of pictures of the data. */
import type { CellArea } from "../../grid.ts";
import type { Range } from "../../series.ts";

export function ticksAcross(grid: CellArea): number {
  return Math.min(6, Math.max(3, Math.floor(grid.width / 10)));
}

/** Of the finite values; from 0 to 1 where there is none. */
export function rangeOfValues(values: ArrayLike<number>): Range {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

/** With so much of its length more at either end. */
export function roomy({ min, max }: Range, share: number): Range {
  const margin = (max - min) * share;
  return { min: min - margin, max: max + margin };
}
