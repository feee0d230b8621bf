/** Several runs in a few lines of plain text. */
import { compareRuns, formatNumber, type RunState } from "@epochal/view";
import { cellWidth } from "../cells/cell-buffer.ts";
import { runLabel } from "../frame/labels.ts";

/** A line for each run that has started, without a line break at the end. */
export function comparisonAsText(states: readonly RunState[]): string {
  const { runs, spread } = compareRuns(states);
  const names = runs.map(({ state, difference }) =>
    difference === "" ? runLabel(state) : `${runLabel(state)}, ${difference}`,
  );
  const widest = Math.max(...names.map(cellWidth));
  const lines = runs.map(({ lossName, bestLoss, bestEpoch, end }, i) => {
    const name = names[i]! + " ".repeat(widest - cellWidth(names[i]!));
    const epoch = String(bestEpoch ?? "–").padStart(6);
    return `${i + 1} ${name}  best ${lossName} ${formatNumber(bestLoss)} at epoch ${epoch}  ${end}`;
  });
  return [...lines, ...(spread ? [`${spread} (mean ± standard deviation)`] : [])].join("\n");
}
