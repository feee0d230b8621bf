/** Trains for a few milliseconds at a time, so that the event loop can serve others in between. */
import type { Trainer } from "@epochal/core";
import type { Clock } from "../clock.ts";
import type { RewindableTrainer, Seek } from "../rewind/rewindable-trainer.ts";
import type { EventPublisher } from "./publisher.ts";
import { createWorkSizer } from "./work-sizer.ts";

/** Short enough for sockets and timers that wait, and so long that the event loop costs about 1 %. */
const SLICE_MS = 8;

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
  const sizer = createWorkSizer(SLICE_MS, () => trainer.epoch);

  return {
    train(start, lastEpoch, isInterrupted) {
      sizer.startSlice(start);
      for (let now = start; now - start < SLICE_MS; sizer.measured((now = clock.monotonic()))) {
        if (trainer.end || trainer.epoch >= lastEpoch || isInterrupted()) break;
        const maxEpochs = Math.min(lastEpoch - trainer.epoch, publisher.epochsUntilCheck());
        const columns = sizer.run(maxEpochs, (epochs, updates) => rewindable.advance(epochs, updates));
        // Epochs before the one that diverged are published before the restart.
        if (columns.epoch <= trainer.startEpoch) publisher.epochs(columns);
        publisher.restarted();
        if (columns.epoch > trainer.startEpoch) publisher.epochs(columns);
      }
      if (!trainer.end) publisher.snapshotIfDue(clock.monotonic());
      publisher.flush();
    },

    seek(start, seek) {
      sizer.startSlice(start);
      for (let now = start; now - start < SLICE_MS; sizer.measured((now = clock.monotonic()))) {
        if (sizer.run(Infinity, (epochs, updates) => seek.advance(epochs, updates))) return true;
      }
      return false;
    },
  };
}
