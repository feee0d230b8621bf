/** How many ticks the axes of a chart have room for. */
import type { CellArea } from "../cells/cell-buffer.ts";

/** At least every other row. */
export function ticksUp(grid: CellArea): number {
  return Math.min(6, Math.max(2, Math.floor((grid.height - 2) / 2)));
}

export function ticksAcross(grid: CellArea): number {
  return Math.min(6, Math.max(3, Math.floor(grid.width / 10)));
}
