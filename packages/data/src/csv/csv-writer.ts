/** Rows become CSV in UTF-8, plain cells of a table without a string for each. RFC 4180. */
import { EMPTY, indexOfOther, isDecimal, MAX_DECIMAL_BYTES, writeDecimal } from "../table/decimals.ts";
import { BLOCK_BITS, BLOCK_TEXTS, startOf, textOfUnits, type TextColumn } from "../table/text-column.ts";
import type { Units } from "../table/text-memory.ts";

const [LINE_FEED, RETURN, QUOTE, COMMA, LAST_ASCII] = [10, 13, 34, 44, 127];
/** The bytes in UTF-8 of a UTF-16 code unit. */
const MAX_UNIT_BYTES = 3;
const FIRST_BYTES = 2 ** 17;
/** The units that a formula begins with. OWASP, CSV Injection. */
const FORMULA = /^[=+\-@\t\r]/;

/** Takes the cells of rows one after another, and gives the CSV in parts. */
export interface CsvWriter {
  /** Number of bytes to be taken. */
  readonly length: number;
  /** Adds a cell; one with a comma, a quote or a line break is put in quotes. */
  write(cell: string): void;
  /** Adds text `i` of a column as a cell. */
  writeText(column: TextColumn, i: number): void;
  /** Ends the row, also one without cells. */
  endRow(): void;
  /** The bytes since the last call. */
  take(): Uint8Array<ArrayBuffer>;
}

/**
 * Collects rows as CSV. A short number of a column is written without making a string of it.
 * @param options.escapesFormulas puts `'` before cells that a spreadsheet would run, but not before numbers. Default false.
 */
export function createCsvWriter({ escapesFormulas = false }: { readonly escapesFormulas?: boolean } = {}): CsvWriter {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(FIRST_BYTES);
  let used = 0;
  let isFirst = true;

  /** Makes space for the next cell, and separates it from the one before. */
  function begin(count: number): void {
    const least = used + count + 1;
    if (least > bytes.length) {
      const larger = new Uint8Array(Math.max(least, 2 * bytes.length));
      larger.set(bytes.subarray(0, used));
      bytes = larger;
    }
    if (isFirst) isFirst = false;
    else bytes[used++] = COMMA;
  }

  function write(cell: string): void {
    const text = quote(escapesFormulas && isFormula(cell) ? `'${cell}` : cell);
    begin(MAX_UNIT_BYTES * text.length);
    used += encoder.encodeInto(text, bytes.subarray(used)).written;
  }

  return {
    get length() {
      return used;
    },
    write,
    writeText({ blocks }, i) {
      const { decimals, units, ends } = blocks[i >>> BLOCK_BITS];
      const k = i % BLOCK_TEXTS;
      const code = decimals ? decimals[k] : undefined;
      if (code === EMPTY) return begin(0);
      if (code !== undefined && isDecimal(code)) {
        begin(MAX_DECIMAL_BYTES);
        used = writeDecimal(code, bytes, used);
        return;
      }
      const index = code === undefined ? k : indexOfOther(code);
      const [start, end] = [startOf(ends, index), ends[index]];
      if (escapesFormulas || !isPlain(units, start, end)) return write(textOfUnits(units, start, end));
      begin(end - start);
      for (let at = start; at < end; at++) bytes[used++] = units[at];
    },
    endRow() {
      isFirst = true;
      begin(0);
      bytes[used++] = LINE_FEED;
      isFirst = true;
    },
    take() {
      const taken = bytes.subarray(0, used);
      bytes = new Uint8Array(bytes.length);
      used = 0;
      return taken;
    },
  };
}

/** Whether the units are the bytes of a cell without quotes. */
function isPlain(units: Units, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = units[i];
    if (unit === COMMA || unit === QUOTE || unit === LINE_FEED || unit === RETURN || unit > LAST_ASCII) return false;
  }
  return true;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function isFormula(cell: string): boolean {
  return FORMULA.test(cell) && Number.isNaN(Number(cell));
}
