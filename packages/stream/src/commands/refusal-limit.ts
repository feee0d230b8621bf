/** Limits how many refused commands a run publishes: a flood of them would fill memory and logs. */
import type { Clock } from "../clock.ts";

export interface RefusalLimit {
  /** Counts a refused command. Returns whether it is published. */
  allow(): boolean;
}

const MAX_REFUSALS = 100;
const INTERVAL_MS = 10_000;

/** At most 200 refusals at once, and then 100 in each ten seconds. Reads the clock only after every hundredth. */
export function createRefusalLimit(clock: Clock): RefusalLimit {
  let left = MAX_REFUSALS;
  let lastRefill = -Infinity;
  return {
    allow() {
      if (left === 0) {
        const now = clock.monotonic();
        if (now - lastRefill < INTERVAL_MS) return false;
        lastRefill = now;
        left = MAX_REFUSALS;
      }
      left -= 1;
      return true;
    },
  };
}
