/** Deletes the runs that need not be kept, and those that were discarded: when the server begins, whenever a run has ended, and each hour. */
import type { LogThread, Retention } from "@epochal/log";
import type { Clock } from "@epochal/stream";

export interface RetentionJob {
  /** Deletes what need not be kept now. */
  run(): void;
  /** Deletes nothing any more. */
  close(): void;
}

const EVERY_MS = 60 * 60 * 1000;

/** @param onFailure is told when the store lets nothing be deleted. */
export function createRetentionJob(
  log: LogThread,
  retention: Retention,
  clock: Clock,
  onFailure: (error: unknown) => void,
): RetentionJob {
  let tidying = Promise.resolve();
  let isClosed = false;
  let callOff = () => {};

  function tidy(): void {
    tidying = tidying
      .then(() => (isClosed ? undefined : log.applyRetention(retention)))
      .catch((error: unknown) => {
        if (!isClosed) onFailure(error);
      });
  }

  function tidyHourly(): void {
    tidy();
    callOff = clock.schedule(tidyHourly, EVERY_MS);
  }

  tidyHourly();
  return {
    run: tidy,
    close() {
      isClosed = true;
      callOff();
    },
  };
}
