/** Recomputes the state of a run at any epoch from its events; for small networks this takes milliseconds. */
import type { TrainingData } from "@epochal/core";
import type { Observable } from "rxjs";
import type { EventChunk, ScoredSnapshot } from "./events/index.ts";
import { readRecording, snapshotAt } from "./recording.ts";

/** The limit for rows × weights; above it the user would wait too long. */
const MAX_WORK = 1e7;

/**
 * Returns a function that recomputes the state after an epoch, in this thread.
 *
 * @param chunks$ emits the run's chunks up to now synchronously, as those of `startRun` do.
 * @throws RangeError (the returned function) for a network so large that the caller would wait.
 */
export function createStateLookup(
  chunks$: Observable<EventChunk>,
  data: TrainingData,
): (epoch: number) => ScoredSnapshot {
  return (epoch) => {
    const chunks: EventChunk[] = [];
    chunks$.subscribe((chunk) => chunks.push(chunk)).unsubscribe();
    const recording = readRecording(chunks);
    const weights = recording.snapshots[0]?.snapshot.parameters.length ?? 0;
    if (weights * data.train.rows > MAX_WORK) {
      throw new RangeError("createStateLookup: the network is too large to recompute its state");
    }
    return snapshotAt(recording, data, epoch);
  };
}
