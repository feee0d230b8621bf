/** The ids of trials in a store: the same training of the same rows has the same ids, in any search. */
import type { TrainingSpec } from "@epochal/core";
import type { EventLog, RunRecord } from "@epochal/log";

/** Digits of the hash in an id: two of a million trainings are alike with a probability below 10⁻⁵. */
const HASH_DIGITS = 14;

/**
 * The beginning of the ids of a training's parts.
 * @param dataHash of the rows; see `hashData` of core.
 */
export function trialKey(spec: TrainingSpec, dataHash: string): string {
  // An import would load the module in every start of the command.
  const { createHash } = process.getBuiltinModule("node:crypto");
  const hash = createHash("sha256").update(JSON.stringify(spec)).update(dataHash).digest("hex");
  return `trial-${hash.slice(0, HASH_DIGITS)}`;
}

/** The state of a trial was deleted from the store since the trial ended. */
export function lostSnapshot(run: string): Error {
  return new Error(
    `search: the snapshot of "${run}" is not in the store any more: use another store to train it again`,
  );
}

/** The runs in a store that trained a part, up to `epochs`. */
export interface StoredPart {
  /** A run that has reached the epochs, or has ended before. */
  readonly complete?: RunRecord;
  /** A run that has not ended, to wait for. */
  readonly pending?: string;
  /** The run that came farthest without reaching them: interrupted, or stopped. */
  readonly partial?: RunRecord;
  /** An id that is free. */
  readonly freeId: string;
}

/** @param isActive whether a run may still come to its end, in another process. Default: none. */
export function findPart(
  log: Pick<EventLog, "run">,
  key: string,
  epochs: number,
  isActive: (run: RunRecord) => boolean = () => false,
): StoredPart {
  let partial: RunRecord | undefined;
  for (let attempt = 1; ; attempt++) {
    const id = `${key}-${epochs}${attempt > 1 ? `-${attempt}` : ""}`;
    const record = log.run(id);
    if (!record) return { freeId: id, ...(partial && { partial }) };
    if (isActive(record)) return { pending: id, freeId: id };
    if (record.failure !== undefined) return { complete: record, freeId: id };
    const isStopped = record.reason === "stopped" || record.reason === "discarded";
    if (record.status === "finished" && (!isStopped || record.epoch >= epochs)) return { complete: record, freeId: id };
    if (record.epoch > (partial?.epoch ?? 0)) partial = record;
  }
}
