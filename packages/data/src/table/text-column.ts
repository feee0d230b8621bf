/**
 * The texts of a column in vectors: they take a tenth of the memory of strings, and most are read as numbers without making
 * one.
 */
import { decimalNumber, decimalText, EMPTY, indexOfOther, isDecimal } from "./decimals.ts";
import type { Decimals, Ends, Units } from "./text-memory.ts";

/** Texts. */
export interface TextColumn {
  /** Number of texts. */
  readonly length: number;
  /** 4,096 texts each; the last one may have fewer. */
  readonly blocks: readonly TextBlock[];
}

/** Some texts of a column. */
export interface TextBlock {
  /** If nearly all texts are short decimal numbers or empty: an integer for each, which is its code or the index of another text. */
  readonly decimals?: Decimals;
  /** The UTF-16 code units of all texts, or of the others: bytes, if none is above 255. */
  readonly units: Units;
  /** For each of these texts, the index after its last unit. */
  readonly ends: Ends;
}

/** Texts of a block: a power of two, so few that those of a number each have ends of 16 bits, and are soon as long as they will be. */
export const BLOCK_TEXTS = 4096;
export const BLOCK_BITS = 12;

/** Most arguments of a call. */
const MAX_ARGUMENTS = 8192;

/** Text `i`. */
export function textAt({ blocks }: TextColumn, i: number): string {
  return textOfBlock(blocks[i >>> BLOCK_BITS], i % BLOCK_TEXTS);
}

/** Text `k` of a block. */
export function textOfBlock({ decimals, units, ends }: TextBlock, k: number): string {
  const code = decimals ? decimals[k] : undefined;
  if (code === EMPTY) return "";
  if (code !== undefined && isDecimal(code)) return decimalText(code);
  const index = code === undefined ? k : indexOfOther(code);
  return textOfUnits(units, startOf(ends, index), ends[index]);
}

/** The text from unit `start` to before `end`. */
export function textOfUnits(units: Units, start: number, end: number): string {
  if (start === end) return "";
  if (end - start <= MAX_ARGUMENTS) return String.fromCharCode.apply(undefined, units.subarray(start, end) as never);
  const parts: string[] = [];
  for (let at = start; at < end; at += MAX_ARGUMENTS)
    parts.push(String.fromCharCode.apply(undefined, units.subarray(at, Math.min(end, at + MAX_ARGUMENTS)) as never));
  return parts.join("");
}

/** Whether text `i` is empty. */
export function isEmptyAt({ blocks }: TextColumn, i: number): boolean {
  const { decimals, ends } = blocks[i >>> BLOCK_BITS];
  const k = i % BLOCK_TEXTS;
  return decimals ? decimals[k] === EMPTY : ends[k] === startOf(ends, k);
}

/** Whether text `i` of a column is text `k` of another. */
export function areEqualTexts(a: TextColumn, i: number, b: TextColumn, k: number): boolean {
  const [block, other] = [a.blocks[i >>> BLOCK_BITS], b.blocks[k >>> BLOCK_BITS]];
  const [x, y] = [i % BLOCK_TEXTS, k % BLOCK_TEXTS];
  if (block.decimals && other.decimals && isDecimal(block.decimals[x])) return block.decimals[x] === other.decimals[y];
  if (block.decimals || other.decimals) return textOfBlock(block, x) === textOfBlock(other, y);
  const [start, otherStart] = [startOf(block.ends, x), startOf(other.ends, y)];
  const length = block.ends[x] - start;
  if (other.ends[y] - otherStart !== length) return false;
  for (let n = 0; n < length; n++) if (block.units[start + n] !== other.units[otherStart + n]) return false;
  return true;
}

/** The index of the first unit of text `k` of a block. */
export function startOf(ends: Ends, k: number): number {
  return k === 0 ? 0 : ends[k - 1];
}

const [PLUS, MINUS, POINT, ZERO, NINE] = [43, 45, 46, 48, 57];
/** Integers of as many digits are exact, and so are the powers of ten. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => Number(`1e${k}`));

/** The finite number that JavaScript reads from text `i`; NaN if there is none, as from a blank text. */
export function numberAt({ blocks }: TextColumn, i: number): number {
  const block = blocks[i >>> BLOCK_BITS];
  const k = i % BLOCK_TEXTS;
  const { decimals } = block;
  if (!decimals) return numberOfUnits(block, k, k);
  const code = decimals[k];
  if (isDecimal(code)) return decimalNumber(code);
  return code === EMPTY ? NaN : numberOfUnits(block, indexOfOther(code), k);
}

/**
 * The number of the units at an index, which are those of text `k`. An integer of 15 digits divided by a power of ten up to 10²² is a
 * correctly rounded quotient: Clinger, How to Read Floating Point Numbers Accurately (1990).
 */
function numberOfUnits(block: TextBlock, index: number, k: number): number {
  const { units, ends } = block;
  const end = ends[index];
  let at = startOf(ends, index);
  // Most cells of a sparse column.
  if (at === end) return NaN;
  const isNegative = units[at] === MINUS;
  if (at < end && (isNegative || units[at] === PLUS)) at += 1;
  let [digits, whole, decimals] = [0, 0, 0];
  let hasPoint = false;
  for (; at < end; at++) {
    const unit = units[at];
    if (unit >= ZERO && unit <= NINE) {
      whole = 10 * whole + unit - ZERO;
      digits += 1;
      if (hasPoint) decimals += 1;
    } else if (unit === POINT && !hasPoint) hasPoint = true;
    else break;
  }
  if (at < end || digits === 0 || digits > EXACT_DIGITS) return parse(textOfBlock(block, k));
  const value = whole / POWERS[decimals];
  return isNegative ? -value : value;
}

function parse(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) && (value !== 0 || text.trim() !== "") ? value : NaN;
}
