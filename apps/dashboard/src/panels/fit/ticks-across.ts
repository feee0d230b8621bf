/** How many ticks an axis has room for. */
import type { CellArea } from "../../cells/cell-buffer.ts";

export function ticksAcross(grid: CellArea): number {
  return Math.min(6, Math.max(3, Math.floor(grid.width / 10)));
}
