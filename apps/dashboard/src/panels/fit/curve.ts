/** One input: the data, the curve that the network draws through them, and how far the rows that judge lie around it. */
import {
  type Axis,
  type CurrentModel,
  currentModel,
  exactAxis,
  memoize,
  padExtent,
  predictAt,
  extentOf,
  residualsOf,
} from "@epochal/view";
import { drawChart } from "../../charts/chart.ts";
import { polyline, scatter } from "../../charts/plots.ts";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { ticksFor } from "../loss.ts";
import { ticksAcross } from "./ticks-across.ts";
import { drawProbe, reaching } from "./probe.ts";

/** Two standard deviations: 95 of 100 rows, where their errors are normal. */
const DEVIATIONS = 2;

export function drawCurve(grid: CellArea, view: TerminalView): void {
  const { state, settings, glyphs } = view;
  const sample = state.started?.data.sample;
  if (!sample) return;
  const rows = {
    x: [...sample.train.x, ...(sample.validation?.x ?? [])],
    y: [...sample.train.y, ...(sample.validation?.y ?? [])],
  };
  const xs = rows.x.map((row) => row[0] ?? NaN);
  const ys = rows.y.map((row) => row[settings.target] ?? NaN);
  const asked = settings.probe && predictAt(state, settings.probe, settings.target);
  const x = exactAxis(padExtent(reaching(extentOf(xs), asked && settings.probe?.inputs[0]), 0.02), ticksAcross(grid));
  const y = exactAxis(padExtent(reaching(extentOf(ys), asked?.predicted), 0.08), ticksFor(grid));
  const now = currentModel(state);
  const outputs = sample.train.y[0]?.length ?? 1;
  const curve = now && curveOf(now, x, Math.max(2, grid.width * 2), outputs, settings.target);
  const deviation = residualsOf(state, settings.target)?.deviation;
  const edge = (sign: 1 | -1) =>
    // One character a cell is too coarse for three lines.
    curve && deviation !== undefined && !glyphs.isAscii
      ? [
          polyline(
            curve.xs,
            curve.ys.map((value) => value + sign * DEVIATIONS * deviation),
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
  const above = drawProbe(view, ([place = NaN], predicted) => [place, predicted]);
  drawChart(grid, { x, y, plots, above }, glyphs);
}

interface Curve {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

const curves = new WeakMap<CurrentModel, Map<string, Curve>>();

/** The same until the network or the axis changes. */
function curveOf(now: CurrentModel, { min, max }: Axis, points: number, outputs: number, target: number): Curve {
  const known = memoize(curves, now, () => new Map<string, Curve>());
  const key = [min, max, points, target].join(" ");
  const found = known.get(key);
  if (found) return found;
  const xs = Float64Array.from({ length: points }, (_, i) => min + ((max - min) * i) / (points - 1));
  const curve = { xs, ys: now.model.predictFlat(xs).filter((_, i) => i % outputs === target) };
  known.set(key, curve);
  return curve;
}
