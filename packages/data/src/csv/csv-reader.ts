/** CSV text becomes a table, piece by piece. */
import { CsvError, parse } from "csv-parse/sync";
import { detectCsvLayout, endOfRecord, spacesToTabs, type CsvLayout } from "./csv-layout.ts";
import { fitRows, nameColumns } from "./fit-rows.ts";
import type { LinesAbove } from "./lines-above.ts";
import { createPlainRecordReader } from "./plain-records.ts";
import type { Note } from "../note.ts";
import type { Table } from "../table/table.ts";
import {
  checkCellCount,
  checkColumnCount,
  createTableBuilder,
  MAX_CELLS,
  MAX_COLUMNS,
  type RowWriter,
  type TableBuilder,
} from "../table/table-builder.ts";
import { textOfUnits } from "../table/text-column.ts";

const LINE_END = 10;

/** How to read CSV text. */
export interface CsvOptions {
  /**
   * The text between two cells; a blank for any white space. Default: the character that a first line `sep=` names, or else
   * the one of `,` `;` the tab and `|` that occurs most often in the line of names, or else white space.
   */
  readonly delimiter?: string;
  /** Maximum number of cells, column names included; each takes about 12 bytes of memory and those of its text. Default 100,000,000. */
  readonly maxCells?: number;
  /** Maximum number of columns; an empty one takes 200 bytes of memory. Default 1,000,000. */
  readonly maxColumns?: number;
}

export interface CsvReader {
  /**
   * Reads the next piece, which ends with a row; line ends are LF. The first begins with the line of names, or with the rows if the
   * last comment above names the columns.
   * @throws RangeError when quotes are misplaced, there is a NUL character, or there are too many cells.
   */
  read(piece: string): void;
  /** @throws RangeError when there is no row, a row has too few or too many cells, or a name occurs twice. */
  finish(): Table;
}

/**
 * @param where starts the messages of errors.
 * @param above the lines above the first piece.
 * @param textNotes on the text itself: the first notes of the table. They may come while it is read.
 */
export function createCsvReader(
  where: string,
  { delimiter: given, maxCells = MAX_CELLS, maxColumns = MAX_COLUMNS }: CsvOptions,
  above: LinesAbove,
  textNotes: readonly Note[] = [],
): CsvReader {
  const readPlainRecords = createPlainRecordReader();
  let layout: CsvLayout | undefined;
  /** The cells of the first record, and the rows below it. */
  const names: string[] = [];
  let rows: TableBuilder | undefined;
  /** Number of lines in all pieces so far. */
  let lines = 0;

  /** Adds the records of a text. */
  function readRecords(source: Source, to: RowWriter): void {
    if (source.delimiter.length === 1 && !source.text.includes('"')) return readPlainRecords(source, to);
    checkSize(source, names.length, maxCells);
    readQuotedRecords(source, to);
  }

  /** Reads the line of names, if there is one; returns the text below it. */
  function readNames(source: Source): Source {
    const { text } = source;
    const start = /^\s*\n/.exec(text)?.[0].length ?? 0;
    const end = endOfRecord(text, start);
    readRecords({ ...source, text: text.slice(0, end) }, nameWriter(names, maxColumns, where));
    checkCellCount(names.length, maxCells, where);
    if (names.length > 0) rows = createTableBuilder(where, { maxColumns, maxCells, otherCells: names.length });
    const lineOffset = source.lineOffset + countLineBreaks(text.slice(0, end + 1));
    return { ...source, text: text.slice(end + 1), lineOffset };
  }

  return {
    read(piece) {
      const lineOffset = above.count + lines;
      checkNul(piece, lineOffset, where);
      const commented = layout ? undefined : (layout = detectCsvLayout(piece, above, given)).names;
      const { delimiter, isSpaced } = layout!;
      const text = commented === undefined ? piece : `${commented}\n${piece}`;
      const plain = { text: isSpaced ? spacesToTabs(text) : text, delimiter, where };
      const source = { ...plain, lineOffset: commented === undefined ? lineOffset : lineOffset - 1 };
      const below = rows ? source : readNames(source);
      if (rows) readRecords(below, rows);
      lines += countLineBreaks(piece);
    },
    finish() {
      if (!rows) throw emptyError(above, where);
      const skipped = layout?.names === undefined ? above.comments : above.comments - 1;
      const notes: Note[] = skipped > 0 ? [{ type: "linesSkipped", lines: skipped }] : [];
      const unequal = { ...rows.finish(), runs: rows.runs };
      const columns = nameColumns(names, unequal, notes);
      const fitted = fitRows(columns, unequal, where, notes);
      const all = [...textNotes, ...notes];
      return { columns, counts: "line", ...fitted, ...(all.length > 0 && { notes: all }) };
    },
  };
}

function emptyError({ comments }: LinesAbove, where: string): RangeError {
  const problem = comments > 0 ? "the text has only comments; a line below them" : "the text is empty; its first line";
  return new RangeError(`${where}: ${problem} should name the columns`);
}

/** Writes the cells of a single record to a list. */
function nameWriter(names: string[], maxColumns: number, where: string): RowWriter {
  const write = (column: number, name: string) => {
    checkColumnCount(column + 1, maxColumns, where);
    names[column] = name;
  };
  return {
    write,
    writeUnits: (column, units, start, end) => write(column, textOfUnits(units, start, end)),
    writeRows() {},
    endRow() {},
  };
}

function checkNul(text: string, lineOffset: number, where: string): void {
  const nul = text.indexOf("\0");
  if (nul < 0) return;
  const line = lineOffset + text.slice(0, nul).split("\n").length;
  throw new RangeError(`${where}: line ${line} has a NUL character; is the file a table, and its encoding UTF-8?`);
}

interface Source {
  readonly text: string;
  readonly delimiter: string;
  /** Number of lines before the text. */
  readonly lineOffset: number;
  readonly where: string;
}

/** Rejects too large a table before the parser makes a text of each cell. @param before cells above the text. */
function checkSize({ text, delimiter, where }: Source, before: number, maxCells: number): void {
  // Separators inside quotes count as well: a text with this many is no table either.
  const first = delimiter.charCodeAt(0);
  let cells = before + 1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === LINE_END || (unit === first && text.startsWith(delimiter, i))) cells += 1;
  }
  checkCellCount(cells, maxCells, where);
}

/** Adds the cells of each record, and the line on which it begins. */
function readQuotedRecords({ text, delimiter, lineOffset, where }: Source, rows: RowWriter): void {
  let lastLine = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines: line }) => {
        lastLine = line;
        cells.forEach((cell, j) => rows.write(j, cell));
        const lineBreaks = cells.reduce((sum, cell) => sum + countLineBreaks(cell), 0);
        rows.endRow(lineOffset + line - lineBreaks, cells.length);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw quoteError(error, lineOffset + firstLineAfter(text, lastLine), where);
  }
}

function countLineBreaks(text: string): number {
  let count = 0;
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) count += 1;
  return count;
}

/** The parser names the line on which it gave up; this error names the line of the row with the quote. */
function quoteError(error: CsvError, line: number, where: string): Error {
  const options = { cause: error };
  if (error.code === "CSV_QUOTE_NOT_CLOSED")
    return new RangeError(`${where}: a quote in the row that begins in line ${line} is never closed`, options);
  return /QUOTE/.test(error.code)
    ? new RangeError(
        `${where}: misplaced quote in line ${line}; put quotes around the whole cell and double them inside it`,
        options,
      )
    : error;
}

/** The first line after line `last` that is not blank; lines count from 1. */
function firstLineAfter(text: string, last: number): number {
  const lines = text.split("\n");
  let line = last + 1;
  while (line < lines.length && lines[line - 1].trim() === "") line += 1;
  return line;
}
