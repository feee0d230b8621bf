/**
 * What the network computes: with one input the data and the curve it draws through them; with more, what it predicts
 * against what is true, where a perfect network puts every row on the diagonal.
 */
import { exactAxis } from "../charts/axis.ts";
import { drawChart, polyline, scatter } from "../charts/chart.ts";
import { judge, learned } from "../learned.ts";
import type { Grid } from "../grid.ts";
import type { Range } from "../series.ts";
import type { RunState } from "../state.ts";
import type { View } from "../view.ts";
import { ticksFor } from "./loss.ts";
import type { Panel, Remark } from "./panel.ts";

export const fit: Panel = {
  title({ state }) {
    const now = learned(state);
    const kept = now?.isKept ? `, kept: ep ${now.epoch}` : "";
    if (hasOneInput(state)) return `fit${kept}`;
    return `predicted / actual (${judge(state)?.part === "training" ? "train" : "val"})${kept}`;
  },
  legend({ state, glyphs }): Remark[] {
    const point = glyphs.isAscii ? "o" : "⠂";
    if (!hasOneInput(state)) return [];
    return [
      { text: point, style: "orange" },
      { text: " data  ", style: "plain" },
      { text: glyphs.line, style: "blue" },
      { text: " model", style: "plain" },
    ];
  },
  draw(grid, view) {
    if (!view.state.started) return;
    if (hasOneInput(view.state)) drawCurve(grid, view);
    else drawPredicted(grid, view);
  },
};

function hasOneInput({ started }: RunState): boolean {
  return (started?.spec.network.inputs ?? 1) === 1;
}

function drawCurve(grid: Grid, { state, glyphs }: View): void {
  const sample = state.started?.data.sample;
  if (!sample) return;
  const rows = {
    x: [...sample.train.x, ...(sample.validation?.x ?? [])],
    y: [...sample.train.y, ...(sample.validation?.y ?? [])],
  };
  const xs = rows.x.map((row) => row[0] ?? NaN);
  const ys = rows.y.map((row) => row[0] ?? NaN);
  const x = exactAxis(room(rangeOfValues(xs), 0.02), ticksAcross(grid));
  const y = exactAxis(room(rangeOfValues(ys), 0.08), ticksFor(grid));

  const model = learned(state)?.model;
  const points = Math.max(2, grid.width * 2);
  const curveX = Float64Array.from({ length: points }, (_, i) => x.min + ((x.max - x.min) * i) / (points - 1));
  const outputs = sample.train.y[0]?.length ?? 1;
  const curveY = model?.predictFlat(curveX).filter((_, i) => i % outputs === 0);
  const plots = [
    scatter(xs, ys, "orange", { ascii: "o" }),
    ...(curveY ? [polyline(curveX, curveY, "blueBold", { ascii: "*" })] : []),
  ];
  drawChart(grid, { x, y, plots }, glyphs);
}

function drawPredicted(grid: Grid, { state, glyphs }: View): void {
  const rows = judge(state);
  if (!rows) {
    grid.put(2, Math.floor(grid.height / 2), "the first snapshot is on its way", "dim");
    return;
  }
  const range = room(rangeOfValues(rows.actual), 0.02);
  const x = exactAxis(range, ticksAcross(grid));
  const y = exactAxis(range, ticksFor(grid));
  const ends = [range.min, range.max];
  const plots = [
    polyline(ends, ends, "dim", { ascii: ".", every: 2 }),
    scatter(rows.actual, rows.predicted, "orangeBold", { ascii: "o" }),
  ];
  drawChart(grid, { x, y, plots }, glyphs);
}

function ticksAcross(grid: Grid): number {
  return Math.min(6, Math.max(3, Math.floor(grid.width / 10)));
}

/** Of the finite values; from 0 to 1 where there is none. */
function rangeOfValues(values: ArrayLike<number>): Range {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

function room({ min, max }: Range, share: number): Range {
  const margin = (max - min) * share;
  return { min: min - margin, max: max + margin };
}
