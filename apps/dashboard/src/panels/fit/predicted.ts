/** Many inputs: predicted against actual values; a perfect network has every row on the diagonal. */
import { exactAxis, extentOf, padExtent, predictSample } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { drawChart, ticksAcross, ticksUp } from "../../charts/chart.ts";
import { polyline, scatter } from "../../charts/plots.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawProbe } from "./probe.ts";

export function drawPredicted(grid: CellArea, view: TerminalView): void {
  const { state, settings } = view;
  const rows = predictSample(state, settings.target);
  if (!rows) {
    grid.put(2, Math.floor(grid.height / 2), "waiting for the first snapshot", "dim");
    return;
  }
  const range = padExtent(extentOf(rows.actual), 0.02);
  const x = exactAxis(range, ticksAcross(grid));
  const y = exactAxis(range, ticksUp(grid));
  const ends = [range.min, range.max];
  const plots = [
    polyline(ends, ends, "dim", ".", 2),
    scatter(rows.actual, rows.predicted, rows.part === "training" ? "blue" : "orange", "o"),
  ];
  drawChart(grid, { x, y, plots, above: drawProbe(view) }, view);
}
