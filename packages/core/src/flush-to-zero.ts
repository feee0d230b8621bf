/**
 * The number, or 0 if it is negligibly small. The optimizer state of a unit that is never active shrinks with each step and
 * would decay into subnormal numbers, which processors handle about 100 times more slowly.
 */
export function flushToZero(value: number): number {
  return Math.abs(value) < THRESHOLD ? 0 : value;
}

/** Even the square root of such a number moves no parameter, and its products with the optimizer's factors are still normal. */
const THRESHOLD = 1e-290;
