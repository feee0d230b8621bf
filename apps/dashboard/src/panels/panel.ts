/** A part of the screen. To add one: a file beside this one, a line in `index.ts`, a place in `layout.ts`. */
import type { Grid } from "../grid.ts";
import type { Style } from "../theme.ts";
import type { View } from "../view.ts";

export interface Panel {
  /** What stands in the frame's upper edge; a panel without a title has no frame. */
  title?(view: View): string;
  /** What stands at the right of that edge, where there is room: what colours and shapes mean, or a remark. */
  legend?(view: View): readonly Remark[];
  /** Draws over the whole grid, whatever its size; what does not fit is cut off. */
  draw(grid: Grid, view: View): void;
}

/** A piece of text in one style. */
export interface Remark {
  readonly text: string;
  readonly style: Style;
}

/** Writes pieces one after another; returns the column behind the last. */
export function putAll(grid: Grid, x: number, y: number, remarks: readonly Remark[]): number {
  let column = x;
  for (const { text, style } of remarks) column = grid.put(column, y, text, style);
  return column;
}
