/** Several runs compared: their differences, their best losses, and the spread of runs that differ only in their seed. */
import { bestEpoch } from "../queries/best-epoch.ts";
import { describeSeedSpread, differOnlyInSeed } from "../queries/seed-spread.ts";
import { specDifferences } from "../queries/spec-diff.ts";
import type { RunState } from "../run-state/run-state.ts";
import { formatNumber } from "../numbers/format.ts";
import { describeEnd, runLetter, runName } from "./describe.ts";

export interface RunComparison {
  /** The runs that have started. */
  readonly runs: readonly ComparedRun[];
  /** The spread of the best losses, in words; undefined unless all runs differ only in their seed. */
  readonly spread: string | undefined;
  /** Which run has the lowest loss, and what that means; undefined if losses cannot be compared, or differ by chance only. */
  readonly verdict: string | undefined;
}

export interface ComparedRun {
  readonly state: RunState;
  /** What sets it apart from the others, such as `seed 2`; empty if nothing does or its name says so. */
  readonly difference: string;
  readonly lossName: "validation loss" | "loss";
  readonly bestLoss: number | undefined;
  readonly bestEpoch: number | undefined;
  /** Whether no other run has a lower loss; false if losses cannot be compared. */
  readonly isLowest: boolean;
  /** How it ended, or how far it is. */
  readonly end: string;
}

/** The lowest loss of two or more runs that learn the same rows by the same loss. */
function lowestLoss(states: readonly RunState[]): number | undefined {
  const tasks = states.map(({ started }) =>
    JSON.stringify([started?.spec.loss, started?.data.rows, started?.data.columns]),
  );
  const values = states.flatMap(({ best }) => (best.validationLoss ?? best.loss)?.value ?? []);
  return new Set(tasks).size === 1 && values.length > 1 ? Math.min(...values) : undefined;
}

export function compareRuns(states: readonly RunState[]): RunComparison {
  const known = states.filter(({ started }) => started);
  const differences = specDifferences(known.map(({ started }) => started));
  const lowest = lowestLoss(known);
  const runs = known.map((state, i): ComparedRun => {
    const difference = differences[i] ?? "";
    return {
      state,
      difference: runName(state).includes(difference) ? "" : difference,
      lossName: state.best.validationLoss ? "validation loss" : "loss",
      bestLoss: (state.best.validationLoss ?? state.best.loss)?.value,
      bestEpoch: bestEpoch(state),
      isLowest: lowest !== undefined && (state.best.validationLoss ?? state.best.loss)?.value === lowest,
      end: state.finished ? describeEnd(state.finished) : `${state.phase} at epoch ${state.epoch}`,
    };
  });
  const spread = describeSeedSpread(known);
  return { runs, spread, verdict: differOnlyInSeed(known) ? undefined : describeLowest(runs) };
}

/** `lowest validation loss: D, 0.0088; next: A, 0.0091.` */
function describeLowest(runs: readonly ComparedRun[]): string | undefined {
  const ranked = runs.filter(({ bestLoss }) => bestLoss !== undefined).toSorted((a, b) => a.bestLoss! - b.bestLoss!);
  const [lowest, next] = ranked;
  if (!lowest?.isLowest || !next) return undefined;
  const name = (run: ComparedRun) => `${runLetter(runs.indexOf(run))}, ${formatNumber(run.bestLoss).trim()}`;
  const isValidated = lowest.lossName === "validation loss";
  const caution = isValidated ? "" : " No rows were held out: on new rows another may be better.";
  const [first, second] = [name(lowest), name(next)];
  return `lowest ${isValidated ? "validation" : "training"} loss: ${first}; next: ${second}.${caution}`;
}
