/** The state of a run at any epoch, worked out again from what it has told: nets that people watch take milliseconds. */
import type { TrainingData } from "@epochal/core";
import type { EventChunk, ScoredSnapshot } from "@epochal/stream";
import type { Observable } from "rxjs";

/** Rows times weights: with more, whoever looks back would be kept waiting. */
const MAX_WORK = 1e7;

/** @param chunks$ all that the run has told so far, at once. */
export function createStateLookup(
  chunks$: Observable<EventChunk>,
  data: TrainingData,
): (epoch: number) => Promise<ScoredSnapshot> {
  return async (epoch) => {
    const { readRecording, snapshotAt } = await import("@epochal/stream");
    const chunks: EventChunk[] = [];
    chunks$.subscribe((chunk) => chunks.push(chunk)).unsubscribe();
    const recording = readRecording(chunks);
    const weights = recording.snapshots[0]?.snapshot.parameters.length ?? 0;
    if (weights * data.train.rows > MAX_WORK)
      throw new RangeError("lookUp: expected a smaller network, got a large one");
    return snapshotAt(recording, data, epoch);
  };
}
