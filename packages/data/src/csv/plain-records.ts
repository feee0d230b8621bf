/** Records without quotes, which most files are: a tenth of the time of a parser that knows quotes. */
import type { RowCells, RowWriter } from "../table/table-builder.ts";
import type { Units } from "../table/text-memory.ts";

/** Text without quotes, that ends with a record. */
export interface PlainText {
  readonly text: string;
  /** A single character. */
  readonly delimiter: string;
  /** Number of lines before the text. */
  readonly lineOffset: number;
}

const LINE_END = 10;
/** Cells that are written together. */
const MAX_CELLS = 2 ** 15;

/** Adds the cells of each record, trimmed; lines of white space are skipped. */
export type PlainRecordReader = (text: PlainText, rows: RowWriter) => void;

export function createPlainRecordReader(): PlainRecordReader {
  const unitsOf = createUnitBuffer();
  const bounds = new Uint32Array(2 * MAX_CELLS);

  return ({ text, delimiter, lineOffset }, rows) => {
    const units = unitsOf(text);
    const separator = delimiter.charCodeAt(0);
    // Records in sequence that have the same number of cells are written together, which takes half of the time.
    let together = createRecords(units, bounds, 0);
    let line = lineOffset + 1;
    let column = 0;
    let at = 0;
    for (let start = 0; start <= text.length;) {
      const stop = endOfCell(units, start, text.length, separator);
      const isLast = stop === text.length || units[stop] === LINE_END;
      let end = stop;
      while (start < end && isWhite(units[start])) start += 1;
      while (start < end && isWhite(units[end - 1])) end -= 1;
      const isBlankLine = isLast && column === 0 && start === end;
      if (column < together.width && !isBlankLine) {
        bounds[at] = start;
        bounds[at + 1] = end;
        at += 2;
      } else if (!isBlankLine) {
        // Longer than the records before.
        if (column === together.width) writeBegun(together, column, rows);
        rows.writeUnits(column, units, start, end);
      }
      if (!isBlankLine) column += 1;
      start = stop + 1;
      if (!isLast) continue;
      if (column > 0 && column === together.width) {
        together.lines.push(line);
        if (at + 2 * column > bounds.length) at = writeTogether(together, rows);
      } else if (column > 0) {
        if (column < together.width) writeBegun(together, column, rows);
        rows.endRow(line, column);
        together = createRecords(units, bounds, column);
        at = 0;
      }
      line += 1;
      column = 0;
    }
    writeTogether(together, rows);
  };
}

interface Records extends RowCells {
  readonly lines: number[];
}

/** An empty list of records of `width` cells; of none if these are too many. */
function createRecords(units: Units, bounds: Uint32Array, width: number): Records {
  return { units, bounds, width: width > MAX_CELLS ? 0 : width, lines: [] };
}

/** Returns the index of the bounds of the next record. */
function writeTogether(records: Records, rows: RowWriter): 0 {
  if (records.lines.length > 0) rows.writeRows(records);
  records.lines.length = 0;
  return 0;
}

/** Writes the records, and the first cells of the one that has begun. */
function writeBegun(records: Records, count: number, rows: RowWriter): void {
  const { units, bounds, lines, width } = records;
  const first = 2 * lines.length * width;
  writeTogether(records, rows);
  for (let k = 0; k < count; k++) rows.writeUnits(k, units, bounds[first + 2 * k], bounds[first + 2 * k + 1]);
}

/** The index of the next separator or line end; `length` if there is none. */
function endOfCell(units: Units, start: number, length: number, separator: number): number {
  for (let i = start; i < length; i++) if (units[i] === separator || units[i] === LINE_END) return i;
  return length;
}

/**
 * A function that returns the units of a text, and maybe more, until the next call. A vector of bytes is read several times as fast as a
 * string.
 */
function createUnitBuffer(): (text: string) => Units {
  // Not every JavaScript engine has it.
  const encoder = typeof TextEncoder === "undefined" ? undefined : new TextEncoder();
  let bytes = new Uint8Array();
  return (text) => {
    if (encoder && bytes.length < text.length) bytes = new Uint8Array(text.length);
    // In UTF-8, only ASCII has as many bytes as characters.
    const encoded = encoder?.encodeInto(text, bytes);
    if (encoded && encoded.read === text.length && encoded.written === encoded.read) return bytes;
    const units = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    return units;
  };
}

/** As `trim` does. */
function isWhite(unit: number): boolean {
  if (unit > 32 && unit < 160) return false;
  return unit < 128 ? unit === 32 || (unit >= 9 && unit <= 13) : String.fromCharCode(unit).trim() === "";
}
