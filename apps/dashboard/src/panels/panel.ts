/** A part of the screen: see `index.ts` for adding one. */
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";
import type { TerminalView } from "../frame/terminal-view.ts";

export interface Panel {
  /** Whether it shows the newest state while the viewer looks back. Default false. */
  readonly ignoresCursor?: true;
  /** The title in the upper border, in at most `cells` cells. A panel without a title has no border. */
  title?(view: TerminalView, cells: number): string;
  /** At the right of the upper border: what colours and shapes mean. The last entries are left out if there is little room. */
  legend?(view: TerminalView): readonly LegendItem[];
  /** The lines that it fills of an area of this size, inside its frame; others go to the charts. Default: all. */
  linesFilled?(view: TerminalView, width: number, height: number): number;
  /** Draws on an area of any size; what does not fit is cut off. */
  draw(grid: CellArea, view: TerminalView): void;
}

export interface StyledText {
  readonly text: string;
  readonly style: Style;
}

/** A sign and its meaning. */
export type LegendItem = readonly StyledText[];

export function legendItem(sign: string, style: Style, text: string): LegendItem {
  return [
    { text: sign, style },
    { text: ` ${text}`, style: "plain" },
  ];
}

/** Writes texts one after another; returns the column after the last. */
export function putTexts(grid: CellArea, x: number, y: number, texts: readonly StyledText[]): number {
  let column = x;
  for (const { text, style } of texts) column = grid.put(column, y, text, style);
  return column;
}
