/** Both losses over the epochs, with a mark wherever somebody changed how the run learns. */
import {
  type Axis,
  describeLoss,
  differOnlyInSeed,
  epochAxis,
  formatNumber,
  lastKnownEpoch,
  linearAxis,
  logAxis,
  lossExtent,
  lossScale,
  lossSpread,
  monitoredLoss,
  type RunState,
  type Series,
  smooth,
  someEpochsAxis,
  visibleEpochs,
} from "@epochal/view";
import { drawChart } from "../charts/chart.ts";
import { curve, polyline, type Plot } from "../charts/plots.ts";
import { cellWidth, type CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { legendItem, putTexts, type Panel, type StyledText } from "./panel.ts";

export const loss: Panel = {
  title(view) {
    const { state, settings } = view;
    const { loss: train, validationLoss } = state.curves;
    const nonFinite = train.nonFiniteCount + validationLoss.nonFiniteCount;
    const unit = [state.started && describeLoss(state.started.spec), isScaled(state) && "scaled"].filter(Boolean);
    const texts = [
      lossScale(view) === "log" && "log y",
      settings.epochScale === "log" && "log x",
      settings.lossBounds && "locked",
      settings.smoothing > 0 && `smooth ${settings.smoothing}`,
      settings.zoom && "zoom",
      nonFinite > 0 && `${nonFinite} not finite`,
    ];
    return [`loss${unit.length > 0 ? ` (${unit.join(", ")})` : ""}`, ...texts].filter(Boolean).join(", ");
  },
  legend({ state, settings, glyphs, runs, run }) {
    return [
      ...(settings.curves === "validation" ? [] : [legendItem(glyphs.line, "blue", "train")]),
      ...(hasValidationCurve(state) && settings.curves !== "training"
        ? [legendItem(glyphs.dots, "orange", "val")]
        : []),
      ...(glyphs.isAscii && hasValidationCurve(state) && settings.curves === "both"
        ? [legendItem("#", "plain", "both")]
        : []),
      ...(runs.some(({ isPinned }, i) => isPinned && i !== run)
        ? [legendItem(glyphs.line, "blueFaint", "others")]
        : []),
      ...(state.changeEpochs.length > 0 ? [legendItem(glyphs.mark, "orangeBold", "set")] : []),
    ];
  },
  draw(grid, view) {
    const { state, settings } = view;
    const range = settings.lossBounds ?? lossExtent(view);
    if (!range) {
      grid.put(2, Math.floor(grid.height / 2), "the first epoch is on its way", "dim");
      return;
    }
    const axis = lossScale(view) === "log" ? logAxis : linearAxis;
    const { loss: train, validationLoss } = state.curves;
    const shown = [
      ...(settings.curves === "validation" ? [] : [lossCurves(train, settings.smoothing, "blue", "blueFaint", "*")]),
      ...(settings.curves === "training"
        ? []
        : [lossCurves(validationLoss, settings.smoothing, "orange", "orangeFaint", "o")]),
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
function pinnedCurves({ runs, state }: TerminalView): Plot[] {
  const pinned = runs.filter(({ isPinned }) => isPinned).map((run) => run.state);
  const others = pinned.filter(({ curves }) => curves !== state.curves);
  const seeds = [state, ...others];
  if (seeds.length < 3 || !differOnlyInSeed(seeds)) {
    return others.map((other) => curve(monitoredLoss(other), "blueFaint", { ascii: "." }));
  }
  const { epochs, means, deviations } = lossSpread(seeds);
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
function drawReadout(grid: CellArea, { state, settings }: TerminalView): void {
  if (settings.cursor === undefined || !state.latest) return;
  const { loss: train, validationLoss } = state.latest;
  const readout: StyledText[] = [
    { text: ` ep ${settings.cursor} `, style: "inverse" },
    { text: ` train ${formatNumber(train).trim()}`, style: "blueBold" },
    ...(validationLoss === undefined
      ? []
      : [{ text: `  val ${formatNumber(validationLoss).trim()}`, style: "orangeBold" } as const]),
    { text: " ", style: "plain" },
  ];
  const cells = cellWidth(readout.map(({ text }) => text).join(""));
  putTexts(grid, Math.max(8, grid.width - cells - 1), 0, readout);
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
  grid: CellArea,
  view: TerminalView,
  y: Axis,
  plots: readonly Plot[],
  nonFinite: readonly Series[] = [],
): void {
  const { state, settings, glyphs } = view;
  const ticks = grid.width >= 70 ? 6 : 5;
  const newest = lastKnownEpoch(state);
  const isWhole = !settings.zoom && settings.epochScale === "linear" && !state.started?.from;
  const x = isWhole
    ? epochAxis(newest, state.started?.spec.epochs ?? newest, ticks)
    : someEpochsAxis(visibleEpochs(view), settings.epochScale, ticks);
  drawChart(grid, { x, y, plots, marks: state.changeEpochs, cursor: settings.cursor, nonFinite }, glyphs);
}

/** As many ticks as have a row between them. */
export function ticksFor(grid: CellArea): number {
  return Math.min(6, Math.max(2, Math.floor((grid.height - 2) / 2)));
}
