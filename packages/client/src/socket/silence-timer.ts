/** Detects a silent server: its connection is first stale, then lost. */
import type { SchedulerLike, Subscription } from "rxjs";

/** A connection is stale, and then lost, after a silence of this many heartbeat intervals. */
const STALE_HEARTBEATS = 1.5;
const LOST_HEARTBEATS = 2.5;
/**
 * A server's interval counts as one between these: a shorter one would lose every connection, a longer one would never notice that
 * the server is gone. See PROTOCOL.md, "heartbeat".
 */
const MIN_HEARTBEAT_MS = 1000;
const MAX_HEARTBEAT_MS = 300_000;
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
  /** The heartbeat interval of the timer for a stale connection; undefined if it does not run. */
  let timedHeartbeatMs: number | undefined;
  let heardAt = 0;

  /** A message changes only when the timer is due: a fast run has hundreds a second, and would set and cancel a timer for each. */
  function waitForSilence(heartbeatMs: number, ms: number): void {
    const staleMs = heartbeatMs * STALE_HEARTBEATS;
    timedHeartbeatMs = heartbeatMs;
    timer = scheduler.schedule(() => {
      const leftMs = heardAt + staleMs - scheduler.now();
      // At most the whole time, if the clock was set back.
      if (leftMs > 0) return waitForSilence(heartbeatMs, Math.min(leftMs, staleMs));
      timedHeartbeatMs = undefined;
      timer = scheduler.schedule(onLost, heartbeatMs * (LOST_HEARTBEATS - STALE_HEARTBEATS));
      isStale = true;
      onStatus("stale");
    }, ms);
  }

  function stop(): void {
    timer?.unsubscribe();
    timedHeartbeatMs = undefined;
    isStale = false;
  }

  return {
    get isStale() {
      return isStale;
    },
    restart(givenMs) {
      const heartbeatMs = givenMs && Math.min(MAX_HEARTBEAT_MS, Math.max(MIN_HEARTBEAT_MS, givenMs));
      heardAt = scheduler.now();
      if (heartbeatMs && heartbeatMs === timedHeartbeatMs) return;
      const wasStale = isStale;
      stop();
      if (wasStale) onStatus("fresh");
      if (heartbeatMs) waitForSilence(heartbeatMs, heartbeatMs * STALE_HEARTBEATS);
      else timer = scheduler.schedule(onLost, HELLO_MS);
    },
    stop,
  };
}
