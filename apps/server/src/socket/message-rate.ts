/**
 * Limits what a client may send: a token bucket that allows `perSecond` per second, and bursts.
 * @param start the time, in milliseconds.
 * @param burst what may be sent at once after a pause. Default: twice as much as in a second.
 * @param initial what may be sent at once at the start. Default: `burst`.
 * @returns a function that counts a message, or `cost` of them, and returns false if that exceeds the limit.
 */
export function createMessageRate(
  perSecond: number,
  start: number,
  burst: number = 2 * perSecond,
  initial: number = burst,
): (now: number, cost?: number) => boolean {
  let tokens = initial;
  let last = start;
  return (now, cost = 1) => {
    tokens = Math.min(burst, tokens + ((now - last) / 1000) * perSecond);
    last = now;
    if (tokens < cost) return false;
    tokens -= cost;
    return true;
  };
}
