/** Which runs a store keeps: for how long, and in how many bytes. */
import type { RunRecord } from "./run-record.ts";

/** What a store keeps. All fields are optional. Running and queued runs are always kept, discarded runs never. */
export interface Retention {
  /** How long a run is kept after its end. Default: forever. */
  readonly keepMs?: number;
  /** Bytes that the store may use. Beyond it, the runs that ended first are deleted. Default: no limit. */
  readonly keepBytes?: number;
}

/** Whether a run will have no further events. */
function hasEnded({ status }: RunRecord): boolean {
  return status !== "running" && status !== "queued";
}

/** The run to delete next from a store that uses `usedBytes` at the time `now`; the one that ended first. */
export function firstExpendable(
  records: readonly RunRecord[],
  { keepMs = Infinity, keepBytes = Infinity }: Retention,
  now: number,
  usedBytes: number,
): RunRecord | undefined {
  return records
    .filter(hasEnded)
    .toSorted((a, b) => endTime(a) - endTime(b))
    .find((record) => record.reason === "discarded" || now - endTime(record) > keepMs || usedBytes > keepBytes);
}

function endTime({ started, ended = started }: RunRecord): number {
  return ended;
}
