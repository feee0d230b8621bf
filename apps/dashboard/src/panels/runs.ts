/**
 * All runs, with the letters of their curves, their lowest losses, what differs and how each ended. `:run` and its letter selects
 * one, `P` pins the curve of the selected one.
 */
import {
  cellWidth,
  compareRuns,
  formatNumber,
  observedStatus,
  runLetter,
  runName,
  statusWord,
  type ComparedRun,
  type ListedRun,
} from "@epochal/view";
import { shorten, type CellArea } from "../cells/cell-buffer.ts";
import { wrap } from "../cells/wrap.ts";
import { runStyle } from "../charts/run-letters.ts";
import { runLabel } from "../frame/labels.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import { statusSign } from "./edges/header.ts";
import type { Panel } from "./panel.ts";

/** Cells of what comes before a name. */
const BEFORE = 4;
const MAX_NAME = 30;

export const runs: Panel = {
  ignoresCursor: true,
  title: ({ runs: all }) => `runs (${all.length})`,
  legend: () => ["v next", "V all", "P pin"].map((text) => [{ text, style: "dim" }]),
  linesFilled({ runs: all }) {
    const { spread } = compareRuns(all.map(({ state }) => state));
    return 1 + all.length + (spread === undefined ? 0 : 1);
  },
  draw(grid, view) {
    const { runs: all, run: selected } = view;
    const { runs: compared, spread, verdict } = compareRuns(all.map(({ state }) => state));
    const labels = labelsOf(all, compared);
    const longest = Math.min(MAX_NAME, Math.max(...labels.map(cellWidth)));
    // A number must not be cut off: in a narrow panel names are shortened, and epochs left out.
    const isNarrow = grid.width < longest + 22;
    const name = isNarrow ? Math.min(longest, grid.width - 13) : longest;
    const numbers = name + BEFORE + 1;
    grid.put(numbers, 0, isNarrow ? "    best" : "    best    @ep", "dim");
    // The selected run stays visible.
    const room = Math.max(1, grid.height - (spread === undefined ? 1 : 2));
    const first = Math.max(0, Math.min(selected - Math.floor(room / 2), all.length - room));
    all.slice(first, first + room).forEach((one, i) => {
      const number = first + i;
      const isSelected = number === selected;
      const row = compared.find(({ state }) => state === one.state);
      const line = grid.area(0, 1 + i, grid.width, 1);
      const { arrow, line: pin } = view.glyphs;
      line.put(0, 0, isSelected ? arrow : one.isPinned ? pin : " ", isSelected ? "bold" : runStyle(number));
      line.put(2, 0, runLetter(number), runStyle(number));
      line.put(BEFORE, 0, shorten(labels[number]!, name), isSelected ? "bold" : "plain");
      const best = formatNumber(row?.bestLoss, 8).trim();
      const marked = row?.isLowest ? `*${best}` : best;
      const x = line.put(numbers + 8 - marked.length, 0, marked, row?.isLowest ? "bold" : "plain");
      if (!isNarrow) drawEnd(line, x, view, one, row, labels[number]!);
    });
    const below = all.length + 2;
    const lines = verdict === undefined ? [] : wrap(verdict, grid.width - 2, grid.height - below);
    if (below < grid.height) lines.forEach((line, i) => grid.put(1, below + i, line, "plain"));
    if (!spread) return;
    // A number must not be cut off here either.
    const forms = [
      spread,
      ...["$1: mean ", "mean "].map((head) => spread.replace(/^mean best loss of (\d+ seeds): /, head)),
    ];
    const form = forms.find((text) => cellWidth(text) <= grid.width - 2);
    grid.put(1, grid.height - 1, form ?? "", "plain");
  },
};

/** The names of runs; if they are all the same, what differs. */
function labelsOf(all: readonly ListedRun[], compared: readonly ComparedRun[]): string[] {
  const isOneName = new Set(all.map(({ state }) => runName(state))).size === 1;
  return all.map(({ state }) => {
    const difference = compared.find((row) => row.state === state)?.difference ?? "";
    return isOneName && difference !== "" ? brief(difference) : runLabel(state);
  });
}

function brief(difference: string): string {
  return difference.replaceAll("learningRate", "lr").replace(/^network /, "");
}

/** The epoch of the lowest loss, how the run ended or how far it is, and what differs if the name does not say it. */
function drawEnd(
  line: CellArea,
  from: number,
  { glyphs }: TerminalView,
  one: ListedRun,
  row: ComparedRun | undefined,
  label: string,
): void {
  let x = line.put(from + 1, 0, `${String(row?.bestEpoch ?? "–").padStart(6)}  `, "plain");
  const { text, style } = statusSign(one, glyphs);
  const isRunning = observedStatus(one) === "running";
  const isBrief = line.width - x < 34 && !glyphs.isAscii;
  x = line.put(x, 0, isBrief ? text.slice(0, 1) : text.padEnd(10), isRunning ? "blue" : style) + 1;
  const end = statusWord(one).kind === "running" ? `epoch ${one.state.epoch}` : (row?.end ?? "");
  const difference = brief(row?.difference ?? "");
  const differs = label.includes(difference) ? "" : difference;
  const both = [end, differs].filter((text) => text !== "").join("  ");
  // The sign says already how the run ended.
  const rest = differs !== "" && x + cellWidth(both) > line.width ? differs : both;
  // A text that is cut too short says nothing.
  if (x + cellWidth(rest) <= line.width || line.width - x > 12) line.put(x, 0, shorten(rest, line.width - x), "dim");
}
