/** How often a client may speak. */

export interface MessageRate {
  /** Counts one message; false when it is one too many. */
  allow(now: number): boolean;
}

/** So many messages a second, and twice as many at once after a silence. */
export function createMessageRate(perSecond: number, start: number): MessageRate {
  const most = 2 * perSecond;
  let left = most;
  let before = start;
  return {
    allow(now) {
      left = Math.min(most, left + ((now - before) / 1000) * perSecond);
      before = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
