/** Detects a silent server: its connection is first stale, then lost. */
import type { SchedulerLike, Subscription } from "rxjs";

/** A connection is stale, and then lost, after a silence of this many heartbeat intervals. */
const STALE_HEARTBEATS = 1.5;
const LOST_HEARTBEATS = 2.5;
/** Timeout of the server's `hello`. */
const HELLO_MS = 10_000;

export interface SilenceTimer {
  readonly isStale: boolean;
  /** Starts again with a new connection or message. Without a heartbeat interval it waits for the server's `hello`. */
  restart(heartbeatMs: number | undefined): void;
  stop(): void;
}

export function createSilenceTimer(
  scheduler: SchedulerLike,
  onStatus: (status: "stale" | "fresh") => void,
  onLost: () => void,
): SilenceTimer {
  let timer: Subscription | undefined;
  let isStale = false;

  function start(heartbeatMs: number | undefined): void {
    if (!heartbeatMs) {
      timer = scheduler.schedule(onLost, heartbeatMs ?? HELLO_MS);
      return;
    }
    const staleMs = heartbeatMs * STALE_HEARTBEATS;
    timer = scheduler.schedule(() => {
      timer = scheduler.schedule(onLost, heartbeatMs * LOST_HEARTBEATS - staleMs);
      isStale = true;
      onStatus("stale");
    }, staleMs);
  }

  function stop(): void {
    timer?.unsubscribe();
    isStale = false;
  }

  return {
    get isStale() {
      return isStale;
    },
    restart(heartbeatMs) {
      const wasStale = isStale;
      stop();
      if (wasStale) onStatus("fresh");
      start(heartbeatMs);
    },
    stop,
  };
}
