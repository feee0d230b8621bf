/** Rows that are held out at random. */
import { splitRows } from "@epochal/core";
import type { DividedRows } from "../columns/split-by-column.ts";

/** Fractions of all rows for the final evaluation of a single network, and for choosing its best epoch. */
export const TEST_FRACTION = 0.15;
export const VALIDATION_FRACTION = 0.15;

/** The most rows for each of these: a report scores no more, and all others train. */
const MAX_HELD_OUT_ROWS = 20_000;

/**
 * Sets a fraction of the rows apart, of each class. If these would be too many, fewer, and the rows of both parts then keep their order: rows
 * that lie side by side in memory are moved several times as fast.
 */
export function divideAtRandom(
  fraction: number,
  rows: number,
  seed: number,
  strata: ArrayLike<number> | undefined,
): DividedRows {
  const most = MAX_HELD_OUT_ROWS / rows;
  const { train, validation: test } = splitRows(rows, 1 - Math.min(fraction, most), { seed, strata });
  if (fraction <= most) return { train, test };
  const isTest = new Uint8Array(rows);
  for (const i of test) isTest[i] = 1;
  let count = 0;
  for (let i = 0; i < rows; i++) if (isTest[i] === 0) train[count++] = i;
  return { train, test: test.toSorted() };
}
