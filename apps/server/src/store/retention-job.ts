/** Deletes discarded runs, and runs that the retention rules do not keep: at the start, after each run, and every hour. */
import type { EventLog, Retention } from "@epochal/log";
import type { Clock } from "@epochal/stream";

export interface RetentionJob {
  /** Deletes runs now, after any deletion that is in progress. No effect if one waits already. */
  run(): void;
  /** Deletes no more runs. */
  close(): void;
}

const INTERVAL_MS = 60 * 60 * 1000;

/** @param onFailure is called if the store cannot delete runs. */
export function createRetentionJob(
  log: EventLog,
  retention: Retention,
  clock: Clock,
  onFailure: (error: unknown) => void,
): RetentionJob {
  let running = Promise.resolve();
  let isWaiting = false;
  let isClosed = false;
  let cancelNext = () => {};

  function run(): void {
    if (isWaiting) return;
    isWaiting = true;
    running = running
      .then(() => {
        isWaiting = false;
        return isClosed ? undefined : log.applyRetention(retention);
      })
      .catch((error: unknown) => {
        if (!isClosed) onFailure(error);
      });
  }

  function runHourly(): void {
    run();
    cancelNext = clock.schedule(runHourly, INTERVAL_MS);
  }

  runHourly();
  return {
    run,
    close() {
      isClosed = true;
      cancelNext();
    },
  };
}
