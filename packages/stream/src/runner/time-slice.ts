/**
 * Trains for a few milliseconds at a time, so that the event loop can serve others in between. Between two looks at the clock it does
 * as many epochs, or updates of a slow epoch, as take a good part of the slice without overrunning it: it adapts to the measured speed.
 */
import type { Trainer } from "@epochal/core";
import type { Clock } from "../clock.ts";
import type { RewindableTrainer, Seek } from "../rewind/rewindable-trainer.ts";
import type { EventPublisher } from "./publisher.ts";

/** Short enough for sockets and timers that wait, and so long that the event loop costs about 1 %. */
const SLICE_MS = 8;
const MAX_PER_CALL = 1024;

export interface TimeSlice {
  /** Trains up to `lastEpoch` and publishes the epochs, until `isInterrupted` or the slice is over. */
  train(start: number, lastEpoch: number, isInterrupted: () => boolean): void;
  /** Continues a seek until the slice is over. Returns whether its target is reached. */
  seek(start: number, seek: Seek): boolean;
}

export function createTimeSlice(
  trainer: Trainer,
  rewindable: RewindableTrainer,
  publisher: EventPublisher,
  clock: Clock,
): TimeSlice {
  /** Whether an epoch takes a small part of a slice. */
  let isEpochQuick = false;
  /** Epochs per call, or updates per call of a slow epoch. */
  let epochs = 1;
  let updates = 1;

  /**
   * Repeats `work` until it is done or the slice is over; returns whether it is done.
   * @param work does up to a number of epochs; with 0 epochs up to a number of updates, to the end of the epoch at most.
   */
  function repeat(start: number, work: (epochs: number, updates: number) => boolean): boolean {
    /** When the current slow epoch started in this slice. */
    let epochStart = start;
    for (let callStart = start; callStart - start < SLICE_MS;) {
      const { epoch } = trainer;
      if (isEpochQuick ? work(epochs, 0) : work(0, updates)) return true;
      const now = clock.monotonic();
      const ms = now - callStart;
      callStart = now;
      if (isEpochQuick) {
        isEpochQuick = epochs > 1 || ms <= SLICE_MS / 2;
        epochs = adapt(epochs, ms);
        epochStart = now;
        continue;
      }
      updates = adapt(updates, ms);
      if (trainer.epoch === epoch) continue;
      isEpochQuick = now - epochStart < SLICE_MS / 4;
      epochStart = now;
    }
    return false;
  }

  return {
    train(start, lastEpoch, isInterrupted) {
      repeat(start, (maxEpochs, maxUpdates) => {
        if (trainer.end || trainer.epoch >= lastEpoch || isInterrupted()) return true;
        const unchecked = Math.min(lastEpoch - trainer.epoch, publisher.epochsUntilCheck());
        const columns = rewindable.advance(Math.min(maxEpochs, unchecked), maxUpdates);
        // Epochs before the one that diverged are published before the restart.
        if (columns.epoch <= trainer.startEpoch) publisher.epochs(columns);
        publisher.restarted();
        if (columns.epoch > trainer.startEpoch) publisher.epochs(columns);
        return false;
      });
      if (!trainer.end) publisher.snapshotIfDue(clock.monotonic());
      publisher.flush();
    },

    seek: (start, seek) => repeat(start, (maxEpochs, maxUpdates) => seek.advance(maxEpochs, maxUpdates)),
  };
}

function adapt(count: number, ms: number): number {
  if (ms < SLICE_MS / 8) return Math.min(count * 2, MAX_PER_CALL);
  return ms > SLICE_MS / 2 ? Math.max(1, Math.floor(count / 4)) : count;
}
