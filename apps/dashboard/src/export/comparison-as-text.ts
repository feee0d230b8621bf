/** Several runs in a few lines of plain text. */
import { cellWidth, compareRuns, formatNumber, padCellsEnd, printable, runLetter, type RunState } from "@epochal/view";
import { runLabel } from "../frame/labels.ts";

/** A line for each run that has started, without a line break at the end. */
export function comparisonAsText(states: readonly RunState[]): string {
  const { runs, spread } = compareRuns(states);
  const names = runs.map(({ state, difference }) =>
    printable(difference === "" ? runLabel(state) : `${runLabel(state)}, ${difference}`),
  );
  const widest = Math.max(...names.map(cellWidth));
  const epochs = runs.map(({ bestEpoch }) => String(bestEpoch ?? "–"));
  const epochCells = Math.max(6, ...epochs.map((epoch) => epoch.length));
  const ends = Math.max(...runs.map(({ end }) => end.length));
  const lines = runs.map(({ lossName, bestLoss, end, isLowest }, i) => {
    const name = padCellsEnd(names[i]!, widest);
    const epoch = epochs[i]!.padStart(epochCells);
    return `${runLetter(i)} ${name}  best ${lossName} ${formatNumber(bestLoss)} at epoch ${epoch}  ${isLowest ? `${end.padEnd(ends)}  lowest` : end}`;
  });
  return [...lines, ...(spread ? [`${spread} (mean ± standard deviation)`] : [])].join("\n");
}
