/** A process that has started and waits for its turn. */
import type { ChildProcess } from "node:child_process";

export interface Standby {
  /** Starts a process that waits, unless one does. */
  prepare(): void;
  /** The process that waits, or a new one. */
  take(): ChildProcess;
  /** Ends the process that waits. From then on none is started. */
  close(): void;
}

/** @param start starts a process that dies when it is no longer wanted, without harm. */
export function createStandby(start: () => ChildProcess): Standby {
  let waiting: ChildProcess | undefined;
  let isClosed = false;

  /** Its death, or a failure to start it, is no failure as long as it waits. */
  const forget = () => {
    waiting = undefined;
  };

  return {
    prepare() {
      if (waiting || isClosed) return;
      waiting = start();
      waiting.on("exit", forget).on("error", forget);
    },
    take() {
      const child = waiting?.off("exit", forget).off("error", forget) ?? start();
      waiting = undefined;
      return child;
    },
    close() {
      isClosed = true;
      waiting?.kill("SIGKILL");
      waiting = undefined;
    },
  };
}
