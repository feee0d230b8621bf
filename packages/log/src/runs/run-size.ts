/** The quota of a run: `maxRunBytes`. */
import type { EventChunk } from "@epochal/stream/events";
import type { RunRecord } from "./run-record.ts";
import { runTooLargeError } from "./run-too-large.ts";

/** Beyond `maxRunBytes`, a run may still store this much of events that are neither epochs nor snapshots, such as a notice. */
const RESERVED_BYTES = 64 * 1024;

/**
 * Checks a chunk of `added` bytes before it is appended. A `finished` event is always accepted: it ends the run.
 * @throws RunTooLargeError if its run would have more than `maxRunBytes`.
 */
export function checkRunSize(
  { id, bytes }: RunRecord,
  type: EventChunk["type"],
  added: number,
  maxRunBytes: number,
): void {
  if (type === "finished") return;
  const isBulk = type === "epochs" || type === "snapshot";
  if (bytes + added > maxRunBytes + (isBulk ? 0 : RESERVED_BYTES)) throw runTooLargeError(id, maxRunBytes);
}
