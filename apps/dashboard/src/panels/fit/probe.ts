/** The input that somebody asks about, on a picture of what the network computes: where it lies, and what is predicted there. */
import type { CellMapping } from "../../charts/chart.ts";
import type { CellArea } from "../../grid.ts";
import { predictAt, readoutTexts } from "../../probed.ts";
import type { Range } from "../../series.ts";
import type { TerminalView } from "../../terminal-view.ts";
import { putTexts } from "../panel.ts";

/** So many lengths of the range beyond it are still shown: farther away the rest would be too small to see. */
const FARTHEST = 2;

/** Draws above a chart: the answer in its upper left corner, and a mark at the place of the input and of what is predicted. */
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

/** With a value that is asked about, unless it lies too far away. */
export function reaching({ min, max }: Range, value: number | undefined): Range {
  const reach = FARTHEST * (max - min);
  if (value === undefined || !(value >= min - reach && value <= max + reach)) return { min, max };
  return { min: Math.min(min, value), max: Math.max(max, value) };
}
