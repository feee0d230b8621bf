/** A chart over the visible epochs of a run. */
import { epochsAxis, type Axis, type Series } from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { drawChart, type Chart } from "./chart.ts";
import type { Plot } from "./plots.ts";

/** Draws plots over the visible epochs, with a mark below each epoch that changed how the run learns. */
export function drawEpochChart(
  grid: CellArea,
  view: TerminalView,
  y: Axis,
  plots: readonly Plot[],
  nonFinite: readonly Series[] = [],
  above?: Chart["above"],
): void {
  const { state, settings } = view;
  const x = epochsAxis(view, grid.width >= 70 ? 6 : 5);
  drawChart(
    grid,
    { x, y, plots, marks: state.changeEpochs, cursor: settings.cursor, nonFinite, ...(above && { above }) },
    view,
  );
}
