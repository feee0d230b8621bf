/** The waits between connection attempts: exponential backoff with full jitter, or as long as the server advises. */
import type { SchedulerLike, Subscription } from "rxjs";

const FIRST_MS = 500;
const MAX_MS = 15_000;
/** A subscription that lasts this long was a success. A shorter one is as useless as a failed connection. */
const STABLE_MS = 5000;

export interface RetryTimer {
  /**
   * Calls `attempt` after a random part of 0.5 s, 1 s, 2 s … 15 s, so that not all clients of a restarted server reconnect at
   * the same moment. `reconnect`: the first time immediately.
   * @param minMs the server asks to wait at least that long. Default 0.
   */
  schedule(attempt: () => void, how: "backOff" | "reconnect", minMs?: number): void;
  /**
   * The next wait is a random part of this time, or of 15 s if that is less: no server may keep its clients away. After the first
   * failure in a row it is not shorter than without the advice: no server may have them come back ever faster.
   */
  advise(returnMs: number): void;
  /** The subscription has begun: unless it ends within 5 s, the next failure counts as the first one. */
  begin(): void;
  cancel(): void;
}

/** @param random uniform in [0, 1). */
export function createRetryTimer(random: () => number, scheduler: SchedulerLike): RetryTimer {
  let failures = 0;
  let advisedMs: number | undefined;
  let timer: Subscription | undefined;
  let stable: Subscription | undefined;

  function waitMs(how: "backOff" | "reconnect"): number {
    const growingMs = Math.min(MAX_MS, FIRST_MS * 2 ** (failures - 1));
    if (advisedMs !== undefined) return random() * (failures === 1 ? advisedMs : Math.max(advisedMs, growingMs));
    // A server that asks for an immediate return several times in a row gets a growing wait instead.
    if (how === "reconnect" && failures === 1) return 0;
    return random() * growingMs;
  }

  return {
    schedule(attempt, how, minMs = 0) {
      stable?.unsubscribe();
      failures += 1;
      timer = scheduler.schedule(attempt, Math.max(minMs, waitMs(how)));
      advisedMs = undefined;
    },
    advise(returnMs) {
      advisedMs = Math.min(MAX_MS, returnMs);
    },
    begin() {
      stable?.unsubscribe();
      stable = scheduler.schedule(() => (failures = 0), STABLE_MS);
    },
    cancel() {
      timer?.unsubscribe();
      stable?.unsubscribe();
    },
  };
}
