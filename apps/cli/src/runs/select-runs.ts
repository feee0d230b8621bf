/** Which runs a list shows, and in which order. */
import type { RunRecord, RunScore } from "@epochal/log";

/** By name: whether run `a` comes before `b`, with the best or the newest first. */
const orders = {
  started: () => 0,
  name: (a, b) => a.name.localeCompare(b.name),
  loss: (a, b) => compareNumbers(a.summary?.best?.loss, b.summary?.best?.loss),
  score: (a, b) => compareScores(a.summary?.score, b.summary?.score),
  epochs: (a, b) => b.epoch - a.epoch,
  size: (a, b) => b.bytes - a.bytes,
} satisfies Record<string, (a: RunRecord, b: RunRecord) => number>;

export type RunOrder = keyof typeof orders;
export const RUN_ORDERS = Object.keys(orders) as RunOrder[];

export const RUN_STATUSES = ["queued", "running", "finished", "interrupted", "cancelled"] as const;

export interface RunFilter {
  readonly sort?: RunOrder;
  readonly reverse?: true;
  readonly status?: RunRecord["status"];
  /** A part of the name; upper and lower case are the same. */
  readonly name?: string;
  /** All of them. */
  readonly tag?: readonly string[];
  /** A name of a target. */
  readonly target?: string;
  readonly limit?: number;
}

/** @param runs the newest first, which is also the order among equals. */
export function selectRuns(runs: readonly RunRecord[], filter: RunFilter): RunRecord[] {
  const { sort = "started", reverse, status, name = "", tag = [], target, limit = Infinity } = filter;
  const selected = runs.filter(
    (run) =>
      (status === undefined || run.status === status) &&
      run.name.toLowerCase().includes(name.toLowerCase()) &&
      tag.every((one) => run.tags?.includes(one)) &&
      (target === undefined || run.summary?.targets?.includes(target)),
  );
  const sorted = selected.toSorted(orders[sort]);
  return (reverse ? sorted.reverse() : sorted).slice(0, limit);
}

/** Errors come before accuracies, with which they cannot be compared. */
function compareScores(a: RunScore | undefined, b: RunScore | undefined): number {
  if (!a || !b || a.metric === b.metric) {
    const sign = (a ?? b)?.metric === "accuracy" ? -1 : 1;
    return compareNumbers(a && sign * a.value, b && sign * b.value);
  }
  return a.metric === "rmse" ? -1 : 1;
}

/** Ascending; what is not known comes last. */
function compareNumbers(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a - b;
}
