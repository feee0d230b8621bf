/** Which runs a store keeps: for how long, and in how many bytes. */
import type { RunRecord } from "./run-record.ts";

/** What a store keeps. All fields are optional. Running and queued runs are always kept, discarded runs never. */
export interface Retention {
  /**
   * How long a run is kept after its end. A clock that is more than 7 days ahead of the newest run, plus the time since the store
   * was opened, is not believed: ages are then measured from there. Default: forever.
   */
  readonly keepMs?: number;
  /** Bytes that the store may use. Beyond it, the runs that ended first are deleted. Default: no limit. */
  readonly keepBytes?: number;
}

/** A run as far as retention asks. */
export type RetainedRun = Pick<RunRecord, "id" | "status" | "reason" | "started" | "ended">;

/** How far the clock may be ahead of what a store has seen. */
const MAX_LEAD_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the time for ages of runs. A wrong clock, years ahead, would delete all runs at once.
 * @param records the runs when the store was opened.
 * @param opened the time when the store was opened.
 * @param elapsedMs monotonic, in ms.
 */
export function createRetentionClock(
  records: readonly RunRecord[],
  now: () => number,
  opened: number,
  elapsedMs: () => number = () => performance.now(),
): () => number {
  // The end of an interrupted run is when it was noticed, perhaps by the wrong clock.
  const seen = records.map((record) => (record.status === "finished" ? endTime(record) : record.started));
  const newest = seen.length === 0 ? opened : seen.reduce((a, b) => Math.max(a, b));
  const elapsedBefore = elapsedMs();
  return () => Math.min(now(), newest + MAX_LEAD_MS + elapsedMs() - elapsedBefore);
}

/** Whether a run will have no further events. */
function hasEnded({ status }: RetainedRun): boolean {
  return status !== "running" && status !== "queued";
}

/** The run to delete next from a store that uses `usedBytes` at the time `now`; the one that ended first. */
export function firstExpendable<Run extends RetainedRun>(
  runs: readonly Run[],
  { keepMs = Infinity, keepBytes = Infinity }: Retention,
  now: number,
  usedBytes: number,
): Run | undefined {
  const isExpendable = (run: Run) =>
    hasEnded(run) && (run.reason === "discarded" || now - endTime(run) > keepMs || usedBytes > keepBytes);
  let first: Run | undefined;
  for (const run of runs) if (isExpendable(run) && (!first || endTime(run) < endTime(first))) first = run;
  return first;
}

function endTime({ started, ended = started }: RetainedRun): number {
  return ended;
}
