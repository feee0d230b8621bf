/**
 * Limits how often a client may send messages: a token bucket that allows `perSecond` messages per second, and bursts of twice as
 * many.
 * @param start the time, in milliseconds.
 * @returns a function that counts a message, and returns false if it exceeds the limit.
 */
export function createMessageRate(perSecond: number, start: number): (now: number) => boolean {
  const capacity = 2 * perSecond;
  let tokens = capacity;
  let last = start;
  return (now) => {
    tokens = Math.min(capacity, tokens + ((now - last) / 1000) * perSecond);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
