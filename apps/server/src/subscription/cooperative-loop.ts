/** Work that goes on for a while, done in turns of the event loop, so that one who catches up does not keep others waiting. */
export interface CooperativeLoop {
  /** Does a turn of it now, unless one is due anyway. */
  run(): void;
  stop(): void;
}

/** @param work does one turn; whether there may be more to do in the next. */
export function createCooperativeLoop(work: () => boolean): CooperativeLoop {
  let next: NodeJS.Immediate | undefined;

  function go(): void {
    if (next || !work()) return;
    next = setImmediate(() => {
      next = undefined;
      go();
    });
  }

  return {
    run: go,
    stop() {
      if (next) clearImmediate(next);
    },
  };
}
