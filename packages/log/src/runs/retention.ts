/** Which runs a store keeps: none for longer than people want, and no more than there is room for. */
import type { RunRecord } from "./run-record.ts";

/** What a store keeps; all of it may be left out. Runs that go on or wait for their turn are kept in any case, discarded ones in none. */
export interface Retention {
  /** Milliseconds for which a run is kept after it has ended. Default: for ever. */
  readonly keepMs?: number;
  /** Bytes that the store may use; beyond it the runs that ended first go. Default: as many as it takes. */
  readonly keepBytes?: number;
}

/** Whether nothing more comes of a run. */
export function hasEnded({ status }: RunRecord): boolean {
  return status !== "running" && status !== "queued";
}

/** The runs that have ended, the one that ended first first. */
export function endedRuns(records: readonly RunRecord[]): RunRecord[] {
  return records.filter(hasEnded).toSorted((a, b) => endTime(a) - endTime(b));
}

/** Whether a run that has ended is to go, from a store that uses so many bytes at time `now`. */
export function isExpendable(
  record: RunRecord,
  { keepMs = Infinity, keepBytes = Infinity }: Retention,
  now: number,
  usedBytes: number,
): boolean {
  return record.reason === "discarded" || now - endTime(record) > keepMs || usedBytes > keepBytes;
}

function endTime({ started, ended = started }: RunRecord): number {
  return ended;
}
