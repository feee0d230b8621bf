/** One input: the data, the curve that the network draws through them, and the band that most rows lie in. */
import { curveData, exactAxis, extentOf, predictCurve } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { drawChart, ticksAcross, ticksUp } from "../../charts/chart.ts";
import { bandEdges, polyline, scatter } from "../../charts/plots.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawProbe } from "./probe.ts";

export function drawCurve(grid: CellArea, view: TerminalView): void {
  const { state, settings, glyphs, hasColours } = view;
  const sign = (character: string) => (hasColours ? {} : { sign: character });
  const data = curveData(state, settings);
  if (!data) return;
  const { xs, ys, band } = data;
  const x = exactAxis(data.x, ticksAcross(grid));
  const y = exactAxis(data.y, ticksUp(grid));
  const curve = predictCurve(state, settings.target, x, Math.max(2, grid.width * 2));
  // Outside the data, no band is known.
  const range = extentOf(xs);
  const isInside = (value: number) => value >= range.min && value <= range.max;
  // ASCII is too coarse for three lines.
  const hasBand = curve && band !== undefined && !glyphs.isAscii;
  const halfWidth = (i: number) => (isInside(curve?.xs[i] ?? NaN) ? (band ?? NaN) : NaN);
  const plots = [
    ...(hasBand
      ? bandEdges(curve.xs, curve.ys, halfWidth, "blueFaint", 2).map((edge) => ({ ...edge, ...sign("·") }))
      : []),
    { ...scatter(xs, ys, "orange", "o"), ...sign(glyphs.point) },
    ...(curve ? [polyline(curve.xs, curve.ys, "blueBold", "*")] : []),
  ];
  const above = drawProbe(view, ([input = NaN], predicted) => [input, predicted]);
  drawChart(grid, { x, y, plots, above }, view);
}
