/** A loop that yields to the event loop after each turn, so that a client that catches up does not block others. */
export interface CooperativeLoop {
  /** Does a turn now, unless the next one is scheduled anyway. */
  readonly run: () => void;
  stop(): void;
}

/** @param work does one turn, and returns whether there may be more to do. */
export function createCooperativeLoop(work: () => boolean): CooperativeLoop {
  let next: NodeJS.Immediate | undefined;

  function run(): void {
    if (next || !work()) return;
    next = setImmediate(() => {
      next = undefined;
      run();
    });
  }

  return {
    run,
    stop() {
      if (next) clearImmediate(next);
    },
  };
}
