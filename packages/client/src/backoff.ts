/** The wait before the next connection attempt: exponential, with full jitter. */

const FIRST_MS = 500;
const MAX_MS = 15_000;

/**
 * A random part of 0.5 s, 1 s, 2 s … 15 s, so that not all clients of a restarted server reconnect at the same moment.
 *
 * @param failures consecutive failed attempts, from 1.
 * @param random uniform in [0, 1).
 */
export function backoffMs(failures: number, random: () => number): number {
  return random() * Math.min(MAX_MS, FIRST_MS * 2 ** (failures - 1));
}
