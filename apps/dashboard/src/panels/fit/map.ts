/** Two inputs: a map of what the network predicts, from low to high, with rows of the training data. */
import { exactAxis, mapData, predictMap, type Extent } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { HEATS } from "../../cells/style.ts";
import { type CellMapping, drawChart, ticksAcross, ticksUp } from "../../charts/chart.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawProbe } from "./probe.ts";

/** Most rows drawn on the map: more would hide it. */
const MAX_POINTS = 60;

export function drawMap(grid: CellArea, view: TerminalView): void {
  const { state, settings, glyphs } = view;
  const data = mapData(state, settings);
  if (!data) return;
  const { rows, values } = data;
  const x = exactAxis(data.x, ticksAcross(grid));
  const y = exactAxis(data.y, ticksUp(grid));

  const behind = (area: CellArea, cells: CellMapping) => {
    const xs = Array.from({ length: area.width }, (_, column) => cells.xOf(column));
    const ys = Array.from({ length: area.height }, (_, row) => cells.yOf(row));
    predictMap(state, settings.target, xs, ys)?.forEach((value, i) => {
      const share = shareOf(value, values);
      const shade = glyphs.shades[Math.min(glyphs.shades.length - 1, Math.floor(share * glyphs.shades.length))] ?? " ";
      const heat = HEATS[Math.round(share * (HEATS.length - 1))] ?? "plain";
      area.put(i % area.width, Math.floor(i / area.width), shade, heat);
    });
    const every = Math.ceil(rows.length / MAX_POINTS);
    rows.forEach(([across = NaN, up = NaN], i) => {
      if (i % every === 0) area.put(cells.columnOf(across), cells.rowOf(up), glyphs.point, "bold");
    });
  };
  const above = drawProbe(view, ([across = NaN, up = NaN]) => [across, up]);
  drawChart(grid, { x, y, plots: [], behind, above }, view);
}

/** From 0 to 1; values outside the extent are at its ends. */
function shareOf(value: number, { min, max }: Extent): number {
  return Math.min(1, Math.max(0, max > min ? (value - min) / (max - min) : 0.5));
}
