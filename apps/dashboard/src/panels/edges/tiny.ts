/** For very small windows: the status of the run, and the loss as a chart or in a single line. */
import { cellWidth, lossExtent, progressFacts } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { Style } from "../../cells/style.ts";
import { sparkline } from "../../charts/sparkline.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { statusSign } from "./header.ts";
import { loss } from "../curves/loss.ts";
import type { Panel } from "../panel.ts";

/** The minimum size of a chart with axes. */
const CHART = { width: 24, height: 5 } as const;

export const tiny: Panel = {
  draw(grid, view) {
    const { state, glyphs } = view;
    // The last line is for the curve.
    const used = putWhole(grid, Math.max(1, grid.height - 1), pieces(view));
    const rest = grid.area(0, used, grid.width, grid.height - used);
    if (lossExtent(view) && rest.width >= CHART.width && rest.height >= CHART.height) loss.draw(rest, view);
    else rest.put(0, 0, sparkline(state.curves.loss, rest.width, glyphs), "blue");
  },
};

/** A text with shorter forms. */
interface Piece {
  readonly forms: readonly string[];
  readonly style: Style;
}

function pieces(view: TerminalView): Piece[] {
  const { text, style } = statusSign(view, view.glyphs);
  return [
    { forms: [text, text.split(" ", 1)[0] ?? "", text.slice(0, 1)], style },
    ...progressFacts(view.state).map((forms): Piece => ({ forms, style: "plain" })),
  ];
}

/** Puts pieces side by side in forms that fit; others are left out. @returns the rows used, at most `rows`. */
function putWhole(grid: CellArea, rows: number, all: readonly Piece[]): number {
  let x = 0;
  let y = 0;
  for (const { forms, style } of all) {
    const isLast = y + 1 >= rows;
    // Before the last row, the next row is better than a short form.
    let form = (isLast ? forms : forms.slice(0, 1)).find((text) => x + cellWidth(text) <= grid.width);
    if (form === undefined && !isLast) {
      if (x > 0) y += 1;
      x = 0;
      form = forms.find((text) => cellWidth(text) <= grid.width);
    }
    if (form !== undefined) x = grid.put(x, y, form, style) + 1;
  }
  return y + 1;
}
