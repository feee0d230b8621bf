/** A part of the screen. To add one: a file beside this one, a line in `index.ts`, a place in `layout.ts`. */
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";
import type { TerminalView } from "../frame/terminal-view.ts";

export interface Panel {
  /** Whether it tells of now also while the viewer looks back. Default false. */
  readonly ignoresCursor?: true;
  /** What stands in the frame's upper edge, where there are so many cells for it; a panel without a title has no frame. */
  title?(view: TerminalView, cells: number): string;
  /** What stands at the right of that edge: what colours and shapes mean, or a remark. Where there is little room, the last go. */
  legend?(view: TerminalView): readonly LegendItem[];
  /** Draws over the whole grid, whatever its size; what does not fit is cut off. */
  draw(grid: CellArea, view: TerminalView): void;
}

/** A piece of text in one style. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

/** What belongs together: a sign and what it means. */
export type LegendItem = readonly StyledText[];

/** A sign and what it means. */
export function legendItem(sign: string, style: Style, text: string): LegendItem {
  return [
    { text: sign, style },
    { text: ` ${text}`, style: "plain" },
  ];
}

/** Writes pieces one after another; returns the column behind the last. */
export function putTexts(grid: CellArea, x: number, y: number, texts: readonly StyledText[]): number {
  let column = x;
  for (const { text, style } of texts) column = grid.put(column, y, text, style);
  return column;
}
