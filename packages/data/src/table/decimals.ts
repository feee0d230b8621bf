/**
 * Texts that are short decimal numbers, as integers: the digits, and the number of decimals. Every text comes back, and its
 * number is read several times as fast.
 */

import type { Units } from "./text-memory.ts";

const [MINUS, POINT, ZERO, NINE] = [45, 46, 48, 57];
/** The lowest bits of a code are the number of decimals; those above are the digits, with their sign. */
const BITS = 4;
const MASK = 2 ** BITS - 1;
/** As many digits and decimals fit into 32 bits. */
const MAX_DIGITS = 8;
const POWERS = Array.from({ length: MAX_DIGITS + 1 }, (_, k) => 10 ** k);

/** In place of the number of decimals: the text is another, whose index is above. */
const OTHER = MASK;
/** The code of the empty text. */
export const EMPTY = OTHER - 2 ** BITS;
/** In place of a code. */
export const NOT_DECIMAL = OTHER;

/** Whether a code is that of a number. */
export function isDecimal(code: number): boolean {
  return (code & MASK) !== OTHER;
}

/** The code of the other text at an index, from 0. */
export function codeOfOther(index: number): number {
  return (index << BITS) | OTHER;
}

/** The index of the other text that has this code. */
export function indexOfOther(code: number): number {
  return code >> BITS;
}

/** The code of the text from unit `start` to before `end`; no other text has the same: `01` and `1.` have none, `1` has one. */
export function encodeDecimal(units: Units, start: number, end: number): number {
  if (start === end) return EMPTY;
  const isNegative = units[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let whole = 0;
  let point = -1;
  // One more for the point.
  if (end - first > MAX_DIGITS + 1) return NOT_DECIMAL;
  for (let i = first; i < end; i++) {
    const unit = units[i];
    if (unit >= ZERO && unit <= NINE) whole = 10 * whole + unit - ZERO;
    else if (unit === POINT && point < 0) point = i;
    else return NOT_DECIMAL;
  }
  const wholeEnd = point < 0 ? end : point;
  if (wholeEnd === first || point === end - 1 || (isNegative && whole === 0)) return NOT_DECIMAL;
  if (wholeEnd > first + 1 && units[first] === ZERO) return NOT_DECIMAL;
  if (point < 0) return end - first > MAX_DIGITS ? NOT_DECIMAL : (isNegative ? -whole : whole) << BITS;
  return ((isNegative ? -whole : whole) << BITS) | (end - point - 1);
}

/** Every `stride`-th of some texts. */
export interface Cells {
  readonly units: Units;
  /** For each text the first unit, and the one after its last. */
  readonly bounds: Uint32Array;
  readonly stride: number;
}

/**
 * Writes the codes of texts to `codes`, from index `to` to before `end`; `first` is the index of the first text. Stops at a text
 * without a code, and returns the index after the last code.
 */
export function encodeDecimals(
  codes: Int32Array,
  to: number,
  end: number,
  { units, bounds, stride }: Cells,
  first: number,
): number {
  for (let i = to, at = 2 * first; i < end; i++, at += 2 * stride) {
    const code = encodeDecimal(units, bounds[at], bounds[at + 1]);
    if (code === NOT_DECIMAL) return i;
    codes[i] = code;
  }
  return end;
}

/** The number that a code means, correctly rounded: both integers are exact. */
export function decimalNumber(code: number): number {
  return (code >> BITS) / POWERS[code & MASK];
}

/** The text that a code means. */
export function decimalText(code: number): string {
  const whole = code >> BITS;
  const decimals = code & MASK;
  if (decimals === 0) return String(whole);
  const digits = String(Math.abs(whole)).padStart(decimals + 1, "0");
  return `${whole < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The longest text of a code, in bytes: a sign, the digits and a point. */
export const MAX_DECIMAL_BYTES = MAX_DIGITS + 2;

/** Writes the text that a code means in ASCII, from byte `at`; returns the index after its last byte. */
export function writeDecimal(code: number, to: Uint8Array, at: number): number {
  const decimals = code & MASK;
  let whole = code >> BITS;
  let first = at;
  if (whole < 0) {
    to[first++] = MINUS;
    whole = -whole;
  }
  let digits = decimals + 1;
  while (whole >= POWERS[digits]) digits += 1;
  const end = first + digits + (decimals > 0 ? 1 : 0);
  for (let i = end - 1; i >= first; i--) {
    if (decimals > 0 && end - 1 - i === decimals) to[i] = POINT;
    else {
      const rest = Math.floor(whole / 10);
      to[i] = ZERO + whole - 10 * rest;
      whole = rest;
    }
  }
  return end;
}
