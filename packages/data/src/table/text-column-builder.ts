/** Texts become a column. */
import { codeOfOther, encodeDecimal, encodeDecimals, NOT_DECIMAL, type Cells } from "./decimals.ts";
import { BLOCK_BITS, BLOCK_TEXTS, textAt, textOfBlock, type TextBlock, type TextColumn } from "./text-column.ts";
import { createTextMemory, type Decimals, type Ends, type TextMemory, type Units } from "./text-memory.ts";

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

/** The block that texts are added to: its vectors are larger than needed. */
interface OpenBlock {
  /** Number of texts. */
  count: number;
  /** Whether each text has a code: if too many are no numbers, all are written as texts. */
  hasCodes: boolean;
  codes: Int32Array<ArrayBuffer>;
  /** The texts that are written: `written` of them, with `used` units. */
  units: Units;
  used: number;
  ends: Uint32Array<ArrayBuffer>;
  written: number;
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
  const block: OpenBlock = {
    count: 0,
    hasCodes: true,
    codes: NO_CODES,
    units: NO_UNITS,
    used: 0,
    ends: NO_ENDS,
    written: 0,
  };

  function pushUnits(from: Units, start: number, stop: number): void {
    const code = block.hasCodes ? encode(block, from, start, stop) : undefined;
    if (code !== undefined) {
      reserve(block, block.count);
      block.codes[block.count] = code;
    } else {
      if (block.hasCodes) writeTexts(block);
      write(block, from, start, stop);
    }
    endTexts(block.count + 1);
  }

  function endTexts(count: number): void {
    block.count = count;
    if (count === BLOCK_TEXTS) blocks.push(closeBlock(block, memory));
  }

  return {
    get length() {
      return blocks.length * BLOCK_TEXTS + block.count;
    },
    pushUnits,
    push(text) {
      pushUnits(unitsOf(text, addedUnits), 0, text.length);
    },
    pushCells(cells, first, texts) {
      const { units: from, bounds, stride } = cells;
      const stop = first + texts * stride;
      for (let k = first; k < stop;) {
        const { count, hasCodes } = block;
        if (hasCodes) {
          const end = Math.min(BLOCK_TEXTS, count + (stop - k) / stride);
          reserve(block, end - 1);
          const coded = encodeDecimals(block.codes, count, end, cells, k);
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
      if (block.count > 0) blocks.push(closeBlock(block, memory));
      return { length, blocks };
    },
  };
}

/** Writes a text after those that are written. */
function write(block: OpenBlock, from: Units, start: number, stop: number): void {
  const { used, ends, written } = block;
  const end = used + stop - start;
  let units = end > block.units.length ? withSpace(block.units, used, end) : block.units;
  for (let i = start, at = used; i < stop; i++) {
    const unit = from[i];
    if (unit > 255 && units instanceof Uint8Array) units = Uint16Array.from(units);
    units[at++] = unit;
  }
  block.units = units;
  if (written === ends.length) block.ends = enlarged(ends, new Uint32Array(Math.min(BLOCK_TEXTS, grown(written))));
  block.ends[written] = end;
  block.used = end;
  block.written += 1;
}

/** A copy of the units that are used, with space for `size` of them. */
function withSpace(units: Units, used: number, size: number): Units {
  if (size > MAX_UNITS) throw new RangeError("expected at most 4 GB of text in a column, got more");
  const length = Math.max(grown(units.length), size);
  const larger = units instanceof Uint8Array ? new Uint8Array(length) : new Uint16Array(length);
  larger.set(units.subarray(0, used));
  return larger;
}

/** The code of a text, which is written if it is no number; undefined if there are too many such texts. */
function encode(block: OpenBlock, from: Units, start: number, stop: number): number | undefined {
  const code = encodeDecimal(from, start, stop);
  if (code !== NOT_DECIMAL) return code;
  if (block.written === MAX_OTHERS) return undefined;
  write(block, from, start, stop);
  return codeOfOther(block.written - 1);
}

/** Writes the texts of all codes in their place. */
function writeTexts(block: OpenBlock): void {
  const { codes: decimals, units, used, ends, written } = block;
  const coded = { decimals, units: units.slice(0, used), ends: ends.slice(0, written) };
  block.hasCodes = false;
  block.used = block.written = 0;
  for (let k = 0; k < block.count; k++) {
    const text = textOfBlock(coded, k);
    write(block, unitsOf(text, writtenUnits), 0, text.length);
  }
}

/** The texts of the block, which is empty then. */
function closeBlock(block: OpenBlock, memory: TextMemory): TextBlock {
  const { hasCodes, units, used } = block;
  const codes = block.codes.subarray(0, block.count);
  const ends = block.ends.subarray(0, block.written);
  if (units instanceof Uint16Array) block.units = new Uint8Array(units.length);
  block.hasCodes = true;
  block.count = block.used = block.written = 0;
  const areShort = hasCodes && codes.every((code) => (code << 16) >> 16 === code);
  return {
    ...(hasCodes && { decimals: memory.copy<Decimals>(areShort ? Int16Array : Int32Array, codes) }),
    units: memory.copy<Units>(units instanceof Uint8Array ? Uint8Array : Uint16Array, units.subarray(0, used)),
    ends: memory.copy<Ends>(used < 2 ** 16 ? Uint16Array : Uint32Array, ends),
  };
}

/** Makes space for a code at an index. */
function reserve(block: OpenBlock, index: number): void {
  const { codes } = block;
  if (index < codes.length) return;
  block.codes = enlarged(codes, new Int32Array(Math.min(BLOCK_TEXTS, Math.max(index + 1, grown(codes.length)))));
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
