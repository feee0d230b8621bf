/**
 * Keeps the newest state of a run, from its first moment on, so that whatever ends the process loses little; of a run that has
 * diverged, in the end, the best.
 */
import type { Snapshot } from "@epochal/core";
import type { EventChunk, SnapshotEvent } from "@epochal/stream/events";
import type { Observable } from "rxjs";

export interface CheckpointWriter {
  /** Keeps what is not kept yet, and ends; rejects when that fails. Resolves to whether there was anything to keep. */
  close(): Promise<boolean>;
}

/**
 * States come at least twice as often as they must be kept: one that has just missed its turn is followed by the next in time.
 * So no half minute passes without one.
 */
export const SNAPSHOT_EVERY_MS = 15_000;

/**
 * @param chunks$ what the run tells, from its beginning; the time is that of its events.
 * @param write keeps a state; called anew only when it has done so.
 * @param onFailure told of a state that could not be kept while the run goes on; the next is tried all the same.
 */
export function createCheckpointWriter(
  chunks$: Observable<EventChunk>,
  write: (snapshot: Snapshot) => Promise<void>,
  onFailure: (error: unknown) => void,
): CheckpointWriter {
  let newest: SnapshotEvent | undefined;
  let kept: SnapshotEvent | undefined;
  /** The newest of those with the lowest error: of a run that diverges, the last ones are finite and of no use. */
  let best: SnapshotEvent | undefined;
  let lastTime = -Infinity;
  let writing: Promise<void> = Promise.resolve();

  async function keep(event: SnapshotEvent): Promise<void> {
    await write(event.snapshot);
    kept = event;
  }

  const subscription = chunks$.subscribe({
    next(chunk) {
      if (chunk.type === "finished" && chunk.reason === "diverged") newest = best;
      // Nothing more is kept; what was kept before stays.
      if (chunk.type === "finished" && chunk.reason === "discarded") newest = kept;
      if (chunk.type !== "snapshot") return;
      newest = chunk;
      if (!best || chunk.scores.rmse <= best.scores.rmse) best = chunk;
      if (chunk.time - lastTime < SNAPSHOT_EVERY_MS) return;
      lastTime = chunk.time;
      writing = writing.then(() => keep(chunk)).catch(onFailure);
    },
    // Whoever shows the run tells what went wrong in it.
    error() {},
  });

  return {
    async close() {
      subscription.unsubscribe();
      await writing;
      if (newest && newest !== kept) await keep(newest);
      return newest !== undefined;
    },
  };
}
