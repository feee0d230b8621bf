/** One input: the data, the curve that the network draws through them, and the band that most rows lie in. */
import { curveData, exactAxis, predictCurve } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { drawChart } from "../../charts/chart.ts";
import { polyline, scatter } from "../../charts/plots.ts";
import { ticksAcross, ticksUp } from "../../charts/tick-count.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawProbe } from "./probe.ts";

export function drawCurve(grid: CellArea, view: TerminalView): void {
  const { state, settings, glyphs } = view;
  const data = curveData(state, settings);
  if (!data) return;
  const { xs, ys, band } = data;
  const x = exactAxis(data.x, ticksAcross(grid));
  const y = exactAxis(data.y, ticksUp(grid));
  const curve = predictCurve(state, settings.target, x, Math.max(2, grid.width * 2));
  const edge = (sign: 1 | -1) =>
    // ASCII is too coarse for three lines.
    curve && band !== undefined && !glyphs.isAscii
      ? [
          polyline(
            curve.xs,
            curve.ys.map((value) => value + sign * band),
            "blueFaint",
            { ascii: ".", every: 2 },
          ),
        ]
      : [];
  const plots = [
    ...edge(1),
    ...edge(-1),
    scatter(xs, ys, "orange", { ascii: "o" }),
    ...(curve ? [polyline(curve.xs, curve.ys, "blueBold", { ascii: "*" })] : []),
  ];
  const above = drawProbe(view, ([input = NaN], predicted) => [input, predicted]);
  drawChart(grid, { x, y, plots, above }, glyphs);
}
