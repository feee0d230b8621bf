/** The probe in the fit panel: its place and its prediction. */
import { cellWidth, formatNumber, formatUncertainty, predictAt, type PointPrediction, type Probe } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { CellMapping } from "../../charts/chart.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { putTexts, type StyledText } from "../panel.ts";

/** Draws on a chart: the prediction in its upper left corner, and a mark at the place of input and prediction. */
export function drawProbe(
  { state, settings, glyphs }: TerminalView,
  rewindTarget?: (inputs: readonly number[], predicted: number) => readonly [x: number, y: number],
): (area: CellArea, cells: CellMapping) => void {
  return (area, cells) => {
    const { probe, target } = settings;
    const found = probe && predictAt(state, probe, target);
    if (!found) return;
    if (rewindTarget) {
      const [x, y] = rewindTarget(probe.inputs, found.predicted);
      area.put(cells.columnOf(x), cells.rowOf(y), glyphs.cursor, "bold");
    }
    readoutTexts(probe, found, area.width).forEach((line, row) => putTexts(area, 0, row, line));
  };
}

/** `x = 1.5 → 5.248 ±0.21`, in one line if it fits into `cells`, else in two. */
export function readoutTexts(
  probe: Probe,
  { predicted, within, actual, outside }: PointPrediction,
  cells: number,
): StyledText[][] {
  const answer: StyledText[] = [
    { text: ` → ${formatNumber(predicted).trim()}`, style: "blueBold" },
    { text: within === undefined ? " " : ` ±${formatUncertainty(within)} `, style: "plain" },
    ...(actual === undefined ? [] : [{ text: `actual ${formatNumber(actual).trim()} `, style: "orangeBold" } as const]),
  ];
  const caution: StyledText[] = outside === undefined ? [] : [{ text: ` ${outside} `, style: "warning" }];
  const question: StyledText = { text: ` ${probe.text} `, style: "inverse" };
  const whole = [question, ...answer];
  const isWide = (texts: readonly StyledText[]) => cellWidth(texts.map(({ text }) => text).join("")) > cells;
  if (!isWide([...whole, ...caution])) return [[...whole, ...caution]];
  const warning =
    caution.length === 0 ? [] : [isWide(caution) ? [{ ...caution[0]!, text: " outside the data " }] : caution];
  return isWide(whole) ? [answer, [question], ...warning] : [whole, ...warning];
}
