/** Both losses over the epochs, with a mark wherever somebody changed how the run learns. */
import { epochAxis, linearAxis, logAxis, someEpochsAxis, type Axis } from "../charts/axis.ts";
import { drawChart } from "../charts/chart.ts";
import { curve, polyline, type Plot } from "../charts/plots.ts";
import { describeLoss } from "../describe.ts";
import { formatNumber } from "../format.ts";
import { lossRange, lossScale } from "../loss-scale.ts";
import { cellsOf, type Grid } from "../grid.ts";
import type { Series } from "../series.ts";
import { watchedLoss } from "../is-judged.ts";
import { areAlike, spreadOver } from "../spread-of-runs.ts";
import { newestEpoch, shownEpochs } from "../shown-epochs.ts";
import { smooth } from "../smooth.ts";
import type { RunState } from "../run-state.ts";
import type { Style } from "../theme.ts";
import type { View } from "../view.ts";
import { entry, putAll, type Panel, type Remark } from "./panel.ts";

export const loss: Panel = {
  title(view) {
    const { state, look } = view;
    const { loss: train, validationLoss } = state.curves;
    const broken = train.brokenCount + validationLoss.brokenCount;
    const unit = [state.started && describeLoss(state.started.spec), isScaled(state) && "scaled"].filter(Boolean);
    const remarks = [
      lossScale(view) === "log" && "log y",
      look.epochScale === "log" && "log x",
      look.lossBounds && "locked",
      look.smoothing > 0 && `smooth ${look.smoothing}`,
      look.zoom && "zoom",
      broken > 0 && `${broken} not finite`,
    ];
    return [`loss${unit.length > 0 ? ` (${unit.join(", ")})` : ""}`, ...remarks].filter(Boolean).join(", ");
  },
  legend({ state, look, glyphs, runs, run }) {
    return [
      ...(look.curves === "validation" ? [] : [entry(glyphs.line, "blue", "train")]),
      ...(hasValidationCurve(state) && look.curves !== "training" ? [entry(glyphs.dots, "orange", "val")] : []),
      ...(glyphs.isAscii && hasValidationCurve(state) && look.curves === "both" ? [entry("#", "plain", "both")] : []),
      ...(runs.some(({ isPinned }, i) => isPinned && i !== run) ? [entry(glyphs.line, "blueFaint", "others")] : []),
      ...(state.marks.length > 0 ? [entry(glyphs.mark, "orangeBold", "set")] : []),
    ];
  },
  draw(grid, view) {
    const { state, look } = view;
    const range = look.lossBounds ?? lossRange(view);
    if (!range) {
      grid.put(2, Math.floor(grid.height / 2), "the first epoch is on its way", "dim");
      return;
    }
    const axis = lossScale(view) === "log" ? logAxis : linearAxis;
    const { loss: train, validationLoss } = state.curves;
    const shown = [
      ...(look.curves === "validation" ? [] : [lossCurves(train, look.smoothing, "blue", "blueFaint", "*")]),
      ...(look.curves === "training" ? [] : [lossCurves(validationLoss, look.smoothing, "orange", "orangeFaint", "o")]),
    ];
    const plots = [
      ...pinnedCurves(view),
      ...shown.flatMap(([raw]) => raw ?? []),
      ...shown.flatMap(([, smoothed]) => smoothed ?? []),
    ];
    drawEpochChart(grid, view, axis(range, ticksFor(grid)), plots, [train, validationLoss]);
    drawReadout(grid, view);
  },
};

/** What was measured, and above it the smoothed curve where one is wanted. */
function lossCurves(
  series: Series,
  smoothing: number,
  style: Style,
  faint: Style,
  ascii: string,
): (Plot | undefined)[] {
  const dotted = style === "orange";
  if (smoothing === 0) return [undefined, curve(series, style, { ascii, dotted })];
  const { epochs, values } = smooth(series, smoothing);
  return [
    curve(series, faint, { ascii: "." }),
    polyline(epochs, values, style, { ascii, ...(dotted && { every: 3 }) }),
  ];
}

/** Curves of pinned runs; of three and more that differ by their seed alone, their mean and how far they lie around it. */
function pinnedCurves({ runs, state }: View): Plot[] {
  const pinned = runs.filter(({ isPinned }) => isPinned).map((run) => run.state);
  const others = pinned.filter(({ curves }) => curves !== state.curves);
  const seeds = [state, ...others];
  if (seeds.length < 3 || !areAlike(seeds)) {
    return others.map((other) => curve(watchedLoss(other), "blueFaint", { ascii: "." }));
  }
  const { epochs, means, deviations } = spreadOver(seeds);
  const edge = (sign: number) =>
    polyline(
      epochs,
      means.map((mean, i) => mean + sign * (deviations[i] ?? 0)),
      "dim",
      { ascii: ".", every: 3 },
    );
  return [edge(1), edge(-1), polyline(epochs, means, "blueFaint", { ascii: "." })];
}

function hasValidationCurve({ curves }: RunState): boolean {
  return curves.validationLoss.length > 0;
}

/** The exact values at the cursor, where the curves leave most room. */
function drawReadout(grid: Grid, { state, look }: View): void {
  if (look.cursor === undefined || !state.latest) return;
  const { loss: train, validationLoss } = state.latest;
  const readout: Remark[] = [
    { text: ` ep ${look.cursor} `, style: "inverse" },
    { text: ` train ${formatNumber(train).trim()}`, style: "blueBold" },
    ...(validationLoss === undefined
      ? []
      : [{ text: `  val ${formatNumber(validationLoss).trim()}`, style: "orangeBold" } as const]),
    { text: " ", style: "plain" },
  ];
  const cells = cellsOf(readout.map(({ text }) => text).join(""));
  putAll(grid, Math.max(8, grid.width - cells - 1), 0, readout);
}

/** Whether losses are in another unit than the targets. */
export function isScaled({ started }: RunState): boolean {
  const targets = started?.data.scalers.targets;
  return (
    targets !== undefined &&
    (targets.scale.some((scale) => scale !== 1) || targets.offset.some((offset) => offset !== 0))
  );
}

/** A chart over the epochs that are shown, with the marks of the run below. */
export function drawEpochChart(
  grid: Grid,
  view: View,
  y: Axis,
  plots: readonly Plot[],
  broken: readonly Series[] = [],
): void {
  const { state, look, glyphs } = view;
  const ticks = grid.width >= 70 ? 6 : 5;
  const newest = newestEpoch(state);
  const isWhole = !look.zoom && look.epochScale === "linear" && !state.started?.from;
  const x = isWhole
    ? epochAxis(newest, state.started?.spec.epochs ?? newest, ticks)
    : someEpochsAxis(shownEpochs(view), look.epochScale, ticks);
  drawChart(grid, { x, y, plots, marks: state.marks, cursor: look.cursor, broken }, glyphs);
}

/** As many ticks as have a row between them. */
export function ticksFor(grid: Grid): number {
  return Math.min(6, Math.max(2, Math.floor((grid.height - 2) / 2)));
}
