/** How long to wait before the next try: longer each time, and never all at once. */

const FIRST_MS = 500;
const MAX_MS = 15_000;

/**
 * A random part of 0.5 s, 1 s, 2 s … 15 s ("full jitter"), so that a server that comes back is not trampled.
 *
 * @param failures tries that have failed in a row, from 1.
 * @param random uniform in [0, 1).
 */
export function backoffMs(failures: number, random: () => number): number {
  return random() * Math.min(MAX_MS, FIRST_MS * 2 ** (failures - 1));
}
