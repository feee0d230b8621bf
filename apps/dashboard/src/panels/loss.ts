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
} from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Style } from "../cells/style.ts";
import { drawEpochChart } from "../charts/epoch-chart.ts";
import { bandEdges, curve, polyline, type Plot } from "../charts/plots.ts";
import { ticksUp } from "../charts/chart.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { legendItem, putTexts, type Panel, type StyledText } from "./panel.ts";

export const loss: Panel = {
  title: lossTitle,
  legend({ state, settings, glyphs, runs, run }) {
    const hasOthers = runs.some(({ isPinned }, i) => isPinned && i !== run);
    const hasValidation = state.curves.validationLoss.length > 0;
    const when = (condition: boolean, sign: string, style: Style, text: string) =>
      condition ? [legendItem(sign, style, text)] : [];
    return [
      ...when(settings.curves !== "validation", glyphs.line, "blue", "train"),
      ...when(hasValidation && settings.curves !== "training", glyphs.dots, "orange", "val"),
      ...when(glyphs.isAscii && hasValidation && settings.curves === "both", "#", "plain", "both"),
      ...when(hasOthers, glyphs.line, "blueFaint", "others"),
      ...when(state.changeEpochs.length > 0, glyphs.mark, "orangeBold", "set"),
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
    const both = [
      { series: train, without: "validation", style: "blue", faint: "blueFaint", ascii: "*" },
      { series: validationLoss, without: "training", style: "orange", faint: "orangeFaint", ascii: "o" },
    ] as const;
    const shown = both.filter(({ without }) => settings.curves !== without);
    const isSmooth = settings.smoothing > 0;
    const plots = [
      ...pinnedCurves(view),
      // The measured values are drawn below the smoothed ones.
      ...shown.flatMap(({ series, faint }) => (isSmooth ? curve(series, faint, ".") : [])),
      ...shown.map(({ series, style, ascii }) => {
        if (!isSmooth) return curve(series, style, ascii, style === "orange");
        const { epochs, values } = smooth(series, settings.smoothing);
        return polyline(epochs, values, style, ascii, style === "orange" ? 3 : 1);
      }),
    ];
    drawEpochChart(grid, view, axis(range, ticksUp(grid)), plots, [train, validationLoss]);
    drawReadout(grid, view);
  },
};

/** Curves of pinned runs, or the spread of runs that differ only in their seed. */
function pinnedCurves({ runs, state }: TerminalView): Plot[] {
  const { curves, spread } = pinnedLosses(state, runs);
  if (!spread) return curves.map((series) => curve(series, "blueFaint", "."));
  const { epochs, means, deviations } = spread;
  const edges = bandEdges(epochs, means, (i) => deviations[i] ?? 0, "dim", 3);
  return [...edges, polyline(epochs, means, "blueFaint", ".")];
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
