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
  type RunCurve,
} from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { Style } from "../../cells/style.ts";
import { drawEpochChart } from "../../charts/epoch-chart.ts";
import { bandEdges, curve, polyline, type Plot } from "../../charts/plots.ts";
import { ticksUp, type CellMapping } from "../../charts/chart.ts";
import { drawRunLetters, runStyle } from "../../charts/run-letters.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { legendItem, putTexts, type Panel, type StyledText } from "../panel.ts";

export const loss: Panel = {
  title: lossTitle,
  legend({ state, settings, glyphs, runs, run }) {
    const { train: trainStyle, validation: validationStyle } = stylesOf(runs.length, run);
    const hasValidation = state.curves.validationLoss.length > 0;
    const when = (condition: boolean, sign: string, style: Style, text: string) =>
      condition ? [legendItem(sign, style, text)] : [];
    return [
      ...when(settings.curves !== "validation", glyphs.line, trainStyle, "train"),
      ...when(hasValidation && settings.curves !== "training", glyphs.dots, validationStyle, "val"),
      ...when(glyphs.isAscii && hasValidation && settings.curves === "both", "#", "plain", "both"),
      ...when(state.changeEpochs.length > 0, glyphs.mark, "bold", "set"),
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
    const styles = stylesOf(view.runs.length, view.run);
    const both = [
      { series: train, without: "validation", style: styles.train, faint: "blueFaint", ascii: "*", isDotted: false },
      {
        series: validationLoss,
        without: "training",
        style: styles.validation,
        faint: "orangeFaint",
        ascii: "o",
        isDotted: true,
      },
    ] as const;
    const shown = both.filter(({ without }) => settings.curves !== without);
    const isSmooth = settings.smoothing > 0;
    const plots = [
      ...pinnedCurves(view),
      // The measured values are drawn below the smoothed ones.
      ...shown.flatMap(({ series, faint }) => (isSmooth ? curve(series, faint, ".") : [])),
      ...shown.map(({ series, style, ascii, isDotted }) => {
        if (!isSmooth) return curve(series, style, ascii, isDotted);
        const { epochs, values } = smooth(series, settings.smoothing);
        return polyline(epochs, values, style, ascii, isDotted ? 3 : 1);
      }),
    ];
    const y = axis(range, ticksUp(grid));
    const ends = runEnds(view);
    const above = (area: CellArea, cells: CellMapping) => drawRunLetters(area, cells, y, ends);
    drawEpochChart(grid, view, y, plots, [train, validationLoss], ends.length > 0 ? above : undefined);
    drawReadout(grid, view);
  },
};

/** Among several runs, both losses of the selected one have the colour of the run. */
function stylesOf(runCount: number, run: number): { readonly train: Style; readonly validation: Style } {
  return runCount > 1
    ? { train: runStyle(run), validation: runStyle(run) }
    : { train: "blueBold", validation: "orange" };
}

/** Curves of pinned runs, each in its colour, and the spread of runs that differ only in their seed. */
function pinnedCurves({ runs, state }: TerminalView): Plot[] {
  const { curves, spread } = pinnedLosses(state, runs);
  const plots = curves.map(({ run, series }) => curve(series, runStyle(run), "."));
  if (!spread) return plots;
  const { epochs, means, deviations } = spread;
  return [...bandEdges(epochs, means, (i) => deviations[i] ?? 0, "dim", 3), ...plots];
}

/** The curves that end in a letter: those of all pinned runs, and of the selected one. */
function runEnds({ runs, run, state }: TerminalView): readonly RunCurve[] {
  if (runs.length < 2) return [];
  const { loss: train, validationLoss } = state.curves;
  return [{ run, series: validationLoss.length > 0 ? validationLoss : train }, ...pinnedLosses(state, runs).curves];
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
