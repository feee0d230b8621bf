/**
 * The texts of a column, one after the other in vectors: they take a tenth of the memory of strings, and most are read as
 * numbers without making one.
 */

import { createTextMemory, type Ends, type TextMemory, type Units } from "./text-memory.ts";

/** Texts. */
export interface TextColumn {
  /** Number of texts. */
  readonly length: number;
  /** 4,096 texts each; the last one may have fewer. */
  readonly blocks: readonly TextBlock[];
}

/** Some texts of a column. */
export interface TextBlock {
  /** The UTF-16 code units of all texts: bytes, if none is above 255. */
  readonly units: Units;
  /** For each text, the index after its last unit. */
  readonly ends: Ends;
}

/** Texts of a block: a power of two, so few that those of a number each have ends of 16 bits, and are soon as long as they will be. */
const BLOCK_TEXTS = 4096;
const BLOCK_BITS = 12;

/** Ends are at most 32 bits. */
const MAX_UNITS = 2 ** 32 - 1;
/** Most arguments of a call. */
const MAX_ARGUMENTS = 8192;

/** Text `i`. */
export function textAt({ blocks }: TextColumn, i: number): string {
  const { units, ends } = blocks[i >>> BLOCK_BITS];
  const start = startOf(ends, i);
  const end = ends[i % BLOCK_TEXTS];
  if (start === end) return "";
  if (end - start <= MAX_ARGUMENTS) return String.fromCharCode.apply(undefined, units.subarray(start, end) as never);
  const parts: string[] = [];
  for (let at = start; at < end; at += MAX_ARGUMENTS)
    parts.push(String.fromCharCode.apply(undefined, units.subarray(at, Math.min(end, at + MAX_ARGUMENTS)) as never));
  return parts.join("");
}

/** The number of units of text `i`. */
export function lengthAt({ blocks }: TextColumn, i: number): number {
  const { ends } = blocks[i >>> BLOCK_BITS];
  return ends[i % BLOCK_TEXTS] - startOf(ends, i);
}

/** Whether text `i` of a column is text `k` of another. */
export function areEqualTexts(a: TextColumn, i: number, b: TextColumn, k: number): boolean {
  const length = lengthAt(a, i);
  if (lengthAt(b, k) !== length) return false;
  const [block, other] = [a.blocks[i >>> BLOCK_BITS], b.blocks[k >>> BLOCK_BITS]];
  const [start, otherStart] = [startOf(block.ends, i), startOf(other.ends, k)];
  for (let n = 0; n < length; n++) if (block.units[start + n] !== other.units[otherStart + n]) return false;
  return true;
}

/** The index of the first unit of text `i` in its block. */
function startOf(ends: Ends, i: number): number {
  const k = i % BLOCK_TEXTS;
  return k === 0 ? 0 : ends[k - 1];
}

const [PLUS, MINUS, POINT, ZERO, NINE] = [43, 45, 46, 48, 57];
/** Integers of as many digits are exact, and so are the powers of ten. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => Number(`1e${k}`));

/**
 * The finite number that JavaScript reads from text `i`; NaN if there is none, as from a blank text. An integer of 15 digits
 * divided by a power of ten up to 10²² is a correctly rounded quotient: Clinger, How to Read Floating Point Numbers Accurately
 * (1990).
 */
export function numberAt(column: TextColumn, i: number): number {
  const { units, ends } = column.blocks[i >>> BLOCK_BITS];
  const end = ends[i % BLOCK_TEXTS];
  let at = startOf(ends, i);
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
  if (at < end || digits === 0 || digits > EXACT_DIGITS) return parse(column, i);
  const value = whole / POWERS[decimals];
  return isNegative ? -value : value;
}

function parse(column: TextColumn, i: number): number {
  const text = textAt(column, i);
  const value = Number(text);
  return Number.isFinite(value) && (value !== 0 || text.trim() !== "") ? value : NaN;
}

/** Collects the texts of a column. */
export interface TextColumnBuilder {
  /** Number of texts. */
  readonly length: number;
  /** Adds the part of a text from index `start` to before `end`. Default: all of it. */
  push(text: string, start?: number, end?: number): void;
  /** Adds empty texts until there are `length`. */
  pad(length: number): void;
  finish(): TextColumn;
}

/**
 * @param memory that the columns of a table share.
 * @param before full blocks of texts to begin with. Default: none.
 */
export function createTextColumn(
  memory: TextMemory = createTextMemory(),
  before: readonly TextBlock[] = [],
): TextColumnBuilder {
  const blocks = [...before];
  // Of the current block; larger than needed.
  let units: Units = new Uint8Array(16);
  let ends = new Uint32Array(4);
  let count = 0;
  let used = 0;

  function endText(): void {
    if (count === ends.length) {
      const larger = new Uint32Array(Math.min(BLOCK_TEXTS, grown(count)));
      larger.set(ends);
      ends = larger;
    }
    ends[count++] = used;
    if (count === BLOCK_TEXTS) endBlock();
  }

  function endBlock(): void {
    const exact = ends.subarray(0, count);
    blocks.push({
      units: memory.copyUnits(units.subarray(0, used)),
      ends: memory.copyEnds(used < 2 ** 16 ? Uint16Array.from(exact) : exact),
    });
    if (units instanceof Uint16Array) units = new Uint8Array(units.length);
    count = used = 0;
  }

  return {
    get length() {
      return blocks.length * BLOCK_TEXTS + count;
    },
    push(text, start = 0, stop = text.length) {
      if (used + stop - start > units.length) {
        if (used + stop - start > MAX_UNITS)
          throw new RangeError("expected at most 4 GB of text in a column, got more");
        const size = Math.max(grown(units.length), used + stop - start);
        const larger = units instanceof Uint8Array ? new Uint8Array(size) : new Uint16Array(size);
        larger.set(units.subarray(0, used));
        units = larger;
      }
      for (let i = start; i < stop; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 255 && units instanceof Uint8Array) units = Uint16Array.from(units);
        units[used++] = unit;
      }
      endText();
    },
    pad(length) {
      while (this.length < length) endText();
    },
    finish() {
      const { length } = this;
      if (count > 0) endBlock();
      return { length, blocks };
    },
  };
}

function grown(size: number): number {
  return Math.ceil(1.5 * size);
}

/** The texts at `indices`, in that order. */
export function takeTexts(column: TextColumn, indices: ArrayLike<number>): TextColumn {
  const taken = createTextColumn();
  for (let k = 0; k < indices.length; k++) taken.push(textAt(column, indices[k]));
  return taken.finish();
}

/** The texts of two columns, one after the other. */
export function joinTexts(first: TextColumn, second: TextColumn): TextColumn {
  const whole = first.length >>> BLOCK_BITS;
  const joined = createTextColumn(createTextMemory(), first.blocks.slice(0, whole));
  for (let i = whole * BLOCK_TEXTS; i < first.length; i++) joined.push(textAt(first, i));
  for (let i = 0; i < second.length; i++) joined.push(textAt(second, i));
  return joined.finish();
}
