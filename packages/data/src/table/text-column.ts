/**
 * The texts of a column, one after the other in a vector: they take a tenth of the memory of strings, and most are read as
 * numbers without making one.
 */

/** Texts. */
export interface TextColumn {
  /** The UTF-16 code units of all texts: bytes, if none is above 255. */
  readonly units: Uint8Array | Uint16Array;
  /** For each text, the index after its last unit. */
  readonly ends: Uint32Array;
}

/** Ends are 32 bits. */
const MAX_UNITS = 2 ** 32 - 1;
/** Most arguments of a call. */
const MAX_ARGUMENTS = 8192;

/** Text `i`. */
export function textAt({ units, ends }: TextColumn, i: number): string {
  const start = i === 0 ? 0 : ends[i - 1];
  const end = ends[i];
  if (end - start <= MAX_ARGUMENTS) return String.fromCharCode.apply(undefined, units.subarray(start, end) as never);
  const parts: string[] = [];
  for (let at = start; at < end; at += MAX_ARGUMENTS)
    parts.push(String.fromCharCode.apply(undefined, units.subarray(at, Math.min(end, at + MAX_ARGUMENTS)) as never));
  return parts.join("");
}

/** Whether text `i` of a column is text `k` of another. */
export function areEqualTexts(a: TextColumn, i: number, b: TextColumn, k: number): boolean {
  const start = i === 0 ? 0 : a.ends[i - 1];
  const shift = (k === 0 ? 0 : b.ends[k - 1]) - start;
  if (b.ends[k] - shift !== a.ends[i]) return false;
  for (let at = start; at < a.ends[i]; at++) if (a.units[at] !== b.units[at + shift]) return false;
  return true;
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
  const { units, ends } = column;
  const end = ends[i];
  let at = i === 0 ? 0 : ends[i - 1];
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

export function createTextColumn(): TextColumnBuilder {
  let units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> = new Uint8Array(16);
  let ends = new Uint32Array(4);
  let count = 0;
  let used = 0;

  function endText(): void {
    // `transfer` frees the memory before at once: garbage collection may leave that of all columns until the table is read.
    if (count === ends.length) ends = new Uint32Array(ends.buffer.transfer(4 * grown(count)));
    ends[count++] = used;
  }

  return {
    get length() {
      return count;
    },
    push(text, start = 0, stop = text.length) {
      if (used + stop - start > units.length) {
        if (used + stop - start > MAX_UNITS)
          throw new RangeError("expected at most 4 GB of text in a column, got more");
        const size = Math.max(grown(units.length), used + stop - start);
        const larger = units.buffer.transfer(size * units.BYTES_PER_ELEMENT);
        units = units instanceof Uint8Array ? new Uint8Array(larger) : new Uint16Array(larger);
      }
      for (let i = start; i < stop; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 255 && units instanceof Uint8Array) units = Uint16Array.from(units);
        units[used++] = unit;
      }
      endText();
    },
    pad(length) {
      while (count < length) endText();
    },
    // Pages that were never written take no memory, so that no copy is needed.
    finish: () => ({ units: units.subarray(0, used), ends: ends.subarray(0, count) }),
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
  const { length } = first.units;
  const isWide = first.units instanceof Uint16Array || second.units instanceof Uint16Array;
  const total = length + second.units.length;
  const units = isWide ? new Uint16Array(total) : new Uint8Array(total);
  units.set(first.units);
  units.set(second.units, length);
  const ends = new Uint32Array(first.ends.length + second.ends.length);
  ends.set(first.ends);
  ends.set(
    second.ends.map((end) => end + length),
    first.ends.length,
  );
  return { units, ends };
}
