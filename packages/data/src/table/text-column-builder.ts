/** Texts become a column. */
import { codeOfOther, encodeDecimal, encodeDecimals, NOT_DECIMAL, type Cells } from "./decimals.ts";
import { BLOCK_BITS, BLOCK_TEXTS, textAt, textOfBlock, type TextBlock, type TextColumn } from "./text-column.ts";
import { createTextMemory, type TextMemory, type Units } from "./text-memory.ts";

/** Ends are at most 32 bits. */
const MAX_UNITS = 2 ** 32 - 1;
/** Texts of a block that may be no decimal numbers: a few are cheap, with more a block of texts is smaller. */
const MAX_OTHERS = BLOCK_TEXTS / 16;
/** Vectors grow from none: a table may have a million empty columns. */
const [NO_CODES, NO_UNITS, NO_ENDS] = [new Int32Array(), new Uint8Array(), new Uint32Array()];
const MIN_SIZE = 4;

/** Collects the texts of a column. */
export interface TextColumnBuilder {
  /** Number of texts. */
  readonly length: number;
  /** Adds the text from unit `start` to before `end`. */
  pushUnits(units: Units, start: number, end: number): void;
  push(text: string): void;
  /** Adds `count` texts, the first of them at an index. */
  pushCells(cells: Cells, first: number, count: number): void;
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
  // The vectors of the current block are larger than needed.
  let count = 0;
  let hasCodes = true;
  let codes = NO_CODES;
  let units: Units = NO_UNITS;
  let used = 0;
  let ends = NO_ENDS;
  let written = 0;

  function write(from: Units, start: number, stop: number): void {
    if (used + stop - start > units.length) {
      if (used + stop - start > MAX_UNITS) throw new RangeError("expected at most 4 GB of text in a column, got more");
      const size = Math.max(grown(units.length), used + stop - start);
      const larger = units instanceof Uint8Array ? new Uint8Array(size) : new Uint16Array(size);
      larger.set(units.subarray(0, used));
      units = larger;
    }
    for (let i = start; i < stop; i++) {
      const unit = from[i];
      if (unit > 255 && units instanceof Uint8Array) units = Uint16Array.from(units);
      units[used++] = unit;
    }
    if (written === ends.length) ends = enlarged(ends, new Uint32Array(Math.min(BLOCK_TEXTS, grown(written))));
    ends[written++] = used;
  }

  /** The code of a text, which is written if it is no number; undefined if there are too many such texts. */
  function encode(from: Units, start: number, stop: number): number | undefined {
    const code = encodeDecimal(from, start, stop);
    if (code !== NOT_DECIMAL) return code;
    if (written === MAX_OTHERS) return undefined;
    write(from, start, stop);
    return codeOfOther(written - 1);
  }

  /** Writes the texts of all codes in their place. */
  function writeTexts(): void {
    const block = { decimals: codes, units: units.slice(0, used), ends: ends.slice(0, written) };
    hasCodes = false;
    used = written = 0;
    for (let k = 0; k < count; k++) {
      const text = textOfBlock(block, k);
      write(unitsOf(text, writtenUnits), 0, text.length);
    }
  }

  function endBlock(): void {
    const exact = ends.subarray(0, written);
    blocks.push({
      ...(hasCodes && { decimals: memory.copyDecimals(codes.subarray(0, count)) }),
      units: memory.copyUnits(units.subarray(0, used)),
      ends: memory.copyEnds(used < 2 ** 16 ? Uint16Array.from(exact) : exact),
    });
    if (units instanceof Uint16Array) units = new Uint8Array(units.length);
    hasCodes = true;
    count = used = written = 0;
  }

  /** Makes space for a code at an index. */
  function reserve(index: number): void {
    if (index < codes.length) return;
    codes = enlarged(codes, new Int32Array(Math.min(BLOCK_TEXTS, Math.max(index + 1, grown(codes.length)))));
  }

  function pushUnits(from: Units, start: number, stop: number): void {
    const code = hasCodes ? encode(from, start, stop) : undefined;
    if (code !== undefined) {
      reserve(count);
      codes[count] = code;
    } else {
      if (hasCodes) writeTexts();
      write(from, start, stop);
    }
    endTexts(count + 1);
  }

  function endTexts(newCount: number): void {
    count = newCount;
    if (count === BLOCK_TEXTS) endBlock();
  }

  return {
    get length() {
      return blocks.length * BLOCK_TEXTS + count;
    },
    pushUnits,
    push(text) {
      pushUnits(unitsOf(text, addedUnits), 0, text.length);
    },
    pushCells(cells, first, texts) {
      const { units: from, bounds, stride } = cells;
      const stop = first + texts * stride;
      for (let k = first; k < stop;) {
        if (hasCodes) {
          const end = Math.min(BLOCK_TEXTS, count + (stop - k) / stride);
          reserve(end - 1);
          const coded = encodeDecimals(codes, count, end, cells, k);
          k += (coded - count) * stride;
          endTexts(coded);
          if (coded === end) continue;
        }
        pushUnits(from, bounds[2 * k], bounds[2 * k + 1]);
        k += stride;
      }
    },
    pad(length) {
      while (this.length < length) this.push("");
    },
    finish() {
      const { length } = this;
      if (count > 0) endBlock();
      return { length, blocks };
    },
  };
}

/** The units of the last text, of those that are added and of those that are written again. */
const [addedUnits, writtenUnits] = [new Uint16Array(1024), new Uint16Array(1024)];

/** The units of a text, in `scratch` if they fit. */
function unitsOf(text: string, scratch: Uint16Array<ArrayBuffer>): Units {
  const units = text.length <= scratch.length ? scratch : new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

/** Copies the values to the larger vector. */
function enlarged<Values extends Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  values: Values,
  larger: Values,
): Values {
  larger.set(values);
  return larger;
}

function grown(size: number): number {
  return Math.max(MIN_SIZE, Math.ceil(1.5 * size));
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
