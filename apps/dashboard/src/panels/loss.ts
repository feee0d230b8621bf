/** Both losses over the epochs. */
import {
  cellWidth,
  formatNumber,
  linearAxis,
  logAxis,
  lossExtent,
  lossScale,
  lossTitle,
  pinnedLosses,
  smooth,
  type RunState,
  type Series,
} from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";
import { drawEpochChart } from "../charts/epoch-chart.ts";
import { curve, polyline, type Plot } from "../charts/plots.ts";
import { ticksUp } from "../charts/tick-count.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { legendItem, putTexts, type Panel, type StyledText } from "./panel.ts";

export const loss: Panel = {
  title: lossTitle,
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
      grid.put(2, Math.floor(grid.height / 2), "waiting for the first epoch", "dim");
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
    drawEpochChart(grid, view, axis(range, ticksUp(grid)), plots, [train, validationLoss]);
    drawReadout(grid, view);
  },
};

/** The measured values, below a smoothed curve if there is one. */
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

/** Curves of pinned runs, or the spread of runs that differ only in their seed. */
function pinnedCurves({ runs, state }: TerminalView): Plot[] {
  const { curves, spread } = pinnedLosses(state, runs);
  if (!spread) return curves.map((series) => curve(series, "blueFaint", { ascii: "." }));
  const { epochs, means, deviations } = spread;
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

/** The values at the cursor, in the upper right corner. */
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
