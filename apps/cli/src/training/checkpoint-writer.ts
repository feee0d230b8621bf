/** Saves a run's newest snapshot from the first one on, so that a crash loses little; at the end of a diverged run, the best. */
import type { Snapshot } from "@epochal/core";
import type { EventChunk, SnapshotEvent } from "@epochal/stream/events";
import type { Observable } from "rxjs";

export interface CheckpointWriter {
  /** Saves the last snapshot, if that is not done, and stops. Resolves to whether there was one; rejects if saving fails. */
  close(): Promise<boolean>;
}

/** Snapshots come twice as often as `--checkpoint` promises: one that comes just too early is followed by the next in time. */
export const SNAPSHOT_EVERY_MS = 15_000;

/**
 * @param chunks$ the run's chunks from the first on.
 * @param write saves a snapshot; called again only after it has resolved.
 * @param onFailure called when a snapshot cannot be saved during the run; the next one is tried anyway.
 * @param now a monotonic time in ms. Default: the system's.
 */
export function createCheckpointWriter(
  chunks$: Observable<EventChunk>,
  write: (snapshot: Snapshot) => Promise<void>,
  onFailure: (error: unknown) => void,
  now: () => number = () => performance.now(),
): CheckpointWriter {
  let newest: SnapshotEvent | undefined;
  let saved: SnapshotEvent | undefined;
  /** The newest snapshot with the lowest RMSE: the last ones of a diverging run are finite but useless. */
  let best: SnapshotEvent | undefined;
  let lastTime = -Infinity;
  let writing: Promise<void> = Promise.resolve();

  async function save(event: SnapshotEvent): Promise<void> {
    await write(event.snapshot);
    saved = event;
  }

  const subscription = chunks$.subscribe({
    next(chunk) {
      if (chunk.type === "finished" && chunk.reason === "diverged") newest = best;
      // The last saved snapshot of a discarded run stays.
      if (chunk.type === "finished" && chunk.reason === "discarded") newest = saved;
      if (chunk.type !== "snapshot") return;
      newest = chunk;
      if (!best || chunk.scores.rmse <= best.scores.rmse) best = chunk;
      const time = now();
      if (time - lastTime < SNAPSHOT_EVERY_MS) return;
      lastTime = time;
      writing = writing.then(() => save(chunk)).catch(onFailure);
    },
    // `present` reports the error of the run.
    error() {},
  });

  return {
    async close() {
      subscription.unsubscribe();
      await writing;
      if (newest && newest !== saved) await save(newest);
      return newest !== undefined;
    },
  };
}
