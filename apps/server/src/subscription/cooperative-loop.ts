/**
 * A loop that does at most one turn in each turn of the event loop, however often it is asked to: a client that catches up does not
 * block others. A socket whose client reads fast reports at once that it has room again.
 */
export interface CooperativeLoop {
  /** Does a turn now, or in the next turn of the event loop if one was done in this. */
  readonly run: () => void;
  stop(): void;
}

/** @param work does one turn, and returns whether there may be more to do. */
export function createCooperativeLoop(work: () => boolean): CooperativeLoop {
  let next: NodeJS.Immediate | undefined;
  let hasMore = false;

  function run(): void {
    if (next) {
      hasMore = true;
      return;
    }
    hasMore = false;
    next = setImmediate(() => {
      next = undefined;
      if (hasMore) run();
    });
    if (work()) hasMore = true;
  }

  return {
    run,
    stop() {
      if (next) clearImmediate(next);
      hasMore = false;
    },
  };
}
