/** Limits how often a client may send messages: a token bucket. */

export interface MessageRate {
  /** Counts a message; false if it exceeds the limit. */
  allow(now: number): boolean;
}

/** Allows `perSecond` messages per second, and bursts of twice as many. @param start the time, in milliseconds. */
export function createMessageRate(perSecond: number, start: number): MessageRate {
  const capacity = 2 * perSecond;
  let tokens = capacity;
  let last = start;
  return {
    allow(now) {
      tokens = Math.min(capacity, tokens + ((now - last) / 1000) * perSecond);
      last = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
