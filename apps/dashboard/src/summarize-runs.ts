/** Several runs in a few lines of plain text: what tells them apart, what each came to at its best, and how far those that differ by chance alone lie apart. */
import { describeEnd } from "./describe.ts";
import { specDifferences } from "./differences.ts";
import { formatNumber } from "./format.ts";
import { cellWidth } from "./grid.ts";
import { hasValidation } from "./is-judged.ts";
import { bestEpoch } from "./keys/looking-back.ts";
import { runName } from "./panels/runs.ts";
import { describeSeedSpread } from "./spread-of-runs.ts";
import type { RunState } from "./run-state.ts";

/** Lines without a line break at the end, one for each run that anything was heard of. */
export function summarizeRuns(states: readonly RunState[]): string {
  const known = states.filter(({ started }) => started);
  const different = specDifferences(known.map(({ started }) => started));
  const names = known.map((state, i) => {
    const name = runName({ state });
    return different[i] === "" || name.includes(different[i]!) ? name : `${name}, ${different[i]}`;
  });
  const widest = Math.max(...names.map(cellWidth));
  const lines = known.map((state, i) => {
    const name = names[i]! + " ".repeat(widest - cellWidth(names[i]!));
    const loss = hasValidation(state) ? "validation loss" : "loss";
    const best = (state.best.validationLoss ?? state.best.loss)?.value;
    const epoch = String(bestEpoch({ state }) ?? "–").padStart(6);
    const end = state.finished ? describeEnd(state.finished) : `${state.phase} at epoch ${state.epoch}`;
    return `${i + 1} ${name}  best ${loss} ${formatNumber(best)} at epoch ${epoch}  ${end}`;
  });
  const spread = describeSeedSpread(known);
  return [...lines, ...(spread ? [`${spread} (mean ± standard deviation)`] : [])].join("\n");
}
