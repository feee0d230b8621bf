/** Two inputs and a class: the most probable class of each place as its letter, and the training rows on top. */
import { exactAxis, mapData, predictClasses, sampleClasses } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { Style } from "../../cells/style.ts";
import { type CellMapping, drawChart, ticksAcross, ticksUp } from "../../charts/chart.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawProbe } from "./probe.ts";

/** Most rows drawn: more would hide the regions. */
const MAX_POINTS = 60;
const STYLES: readonly Style[] = ["blue", "orange", "plain", "dim"];

/** The sign of a class: `a` for the first. Rows of the class are its capital letter. */
export function classSign(k: number): string {
  return String.fromCharCode("a".charCodeAt(0) + (k % 26));
}

export function classStyle(k: number): Style {
  return STYLES[k % STYLES.length]!;
}

export function drawRegions(grid: CellArea, view: TerminalView): void {
  const { state, settings } = view;
  const data = mapData(state, settings);
  if (!data) return;
  const x = exactAxis(data.x, ticksAcross(grid));
  const y = exactAxis(data.y, ticksUp(grid));
  const behind = (area: CellArea, cells: CellMapping) => {
    const xs = Array.from({ length: area.width }, (_, column) => cells.xOf(column));
    const ys = Array.from({ length: area.height }, (_, row) => cells.yOf(row));
    predictClasses(state, xs, ys)?.forEach((k, i) => {
      area.put(i % area.width, Math.floor(i / area.width), classSign(k), classStyle(k));
    });
    const every = Math.ceil(data.rows.length / MAX_POINTS);
    const classes = sampleClasses(state);
    data.rows.forEach(([across = NaN, up = NaN], i) => {
      if (i % every === 0)
        area.put(cells.columnOf(across), cells.rowOf(up), classSign(classes[i] ?? 0).toUpperCase(), "bold");
    });
  };
  const above = drawProbe(view, ([across = NaN, up = NaN]) => [across, up]);
  drawChart(grid, { x, y, plots: [], behind, above }, view);
}
