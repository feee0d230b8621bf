/** CSV text becomes a table. */
import { showValue } from "@epochal/core";
import { CsvError, parse } from "csv-parse/sync";
import { detectCsvLayout } from "./csv-layout.ts";
import type { Note } from "../note.ts";
import { checkCellCount, checkColumnNames, MAX_CELLS, type Table } from "../table.ts";

/** How to read CSV text. */
export interface CsvOptions {
  /**
   * The text between two cells; a blank for any white space. Default: the character that a first line `sep=` names, or else
   * the one of `,` `;` the tab and `|` that occurs most often in the line of names, or else white space.
   */
  readonly delimiter?: string;
  /** Maximum number of cells, column names included; each takes up to 100 bytes of memory. Default 50,000,000. */
  readonly maxCells?: number;
}

/**
 * A table from CSV text whose first line names the columns. Accepts quoted cells, a byte order mark and LF, CR LF or CR
 * line ends; skips empty lines and trims cells outside quotes. Skips lines above the names that begin with #, drops empty
 * cells beyond the last column, and keeps a first column without a name, which numbers the rows; the table's notes say so.
 *
 * @throws RangeError when there is no row, a line has too few or too many cells, a column has the name of another column,
 * quotes are misplaced, or there is a NUL character; the message gives the line. Also when there are too many cells.
 */
export function parseCsv(text: string, { delimiter: given, maxCells = MAX_CELLS }: CsvOptions = {}): Table {
  if (typeof text !== "string") throw new TypeError(`parseCsv: expected text, got ${showValue(text)}`);
  if (given === "") throw new RangeError('parseCsv: expected a delimiter of at least 1 character, got ""');
  checkNul(text);
  // The parser counts a CR LF inside quotes as two lines.
  const unixText = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const { commentLines, ...layout } = detectCsvLayout(unixText, given);
  checkSize(layout, maxCells);
  const { rows, lines } = readRecords(layout);
  const header = rows.shift();
  lines.shift();
  if (!header) throw new RangeError("parseCsv: the text is empty; its first line should name the columns");
  const notes: Note[] = commentLines > 0 ? [{ type: "linesSkipped", lines: commentLines }] : [];
  const columns = fitRows(nameColumns(header, rows, notes), rows, lines, notes);
  return { columns, rows, lines, counts: "line", ...(notes.length > 0 && { notes }) };
}

/**
 * The names of the columns. Empty columns without a name at the end are dropped: a delimiter ends the lines. A first column
 * without a name keeps none; any other is named by its position.
 */
function nameColumns(header: readonly string[], rows: readonly string[][], notes: Note[]): string[] {
  const names = [...header];
  while (names.length > 1 && names.at(-1) === "" && rows.every((cells) => !cells[names.length - 1])) names.pop();
  if (haveRowNames(rows, names.length)) names.unshift("");
  const columns = names.map((name, j) => (name === "" && j > 0 ? `column ${j + 1}` : name));
  columns.forEach((column, j) => {
    if (names[j] === "") notes.push({ type: "columnWithoutName", index: j, column });
  });
  return columns;
}

/** R writes a row's name or number before its cells, and nothing above them. */
function haveRowNames(rows: readonly string[][], width: number): boolean {
  if (rows.length < 2 || !rows.every((cells) => cells.length === width + 1 && cells.at(-1) !== "")) return false;
  const names = rows.map(([name]) => name);
  const areNumbered = names.every((name, i) => Number(name) === Number(names[0]) + i);
  return areNumbered || (new Set(names).size === names.length && names.every((name) => Number.isNaN(Number(name))));
}

/** Checks the length of each row, and drops empty cells beyond the last column. */
function fitRows(columns: string[], rows: string[][], lines: readonly number[], notes: Note[]): string[] {
  checkColumnNames(columns, "parseCsv");
  if (rows.length === 0) throw new RangeError("parseCsv: expected at least 1 row below the column names, got 0");
  let cut = 0;
  rows.forEach((cells, i) => {
    if (cells.length === columns.length) return;
    if (cells.length < columns.length || cells.some((cell, j) => j >= columns.length && cell !== ""))
      throw new RangeError(`parseCsv: expected ${columns.length} columns in line ${lines[i]}, got ${cells.length}`);
    cells.length = columns.length;
    cut += 1;
  });
  if (cut > 0) notes.push({ type: "emptyCellsDropped", rows: cut });
  return columns;
}

function checkNul(text: string): void {
  const nul = text.indexOf("\0");
  if (nul < 0) return;
  const line = text.slice(0, nul).split(/\r\n?|\n/).length;
  throw new RangeError(`parseCsv: line ${line} has a NUL character; is the file a table, and its encoding UTF-8?`);
}

/** Rejects too large a table before the parser makes a text of each cell. */
function checkSize({ text, delimiter }: { text: string; delimiter: string }, maxCells: number): void {
  if (text.length < maxCells) return;
  // Separators inside quotes count as well: a text with this many is no table either.
  let cells = 1;
  for (const separator of [delimiter, "\n"])
    for (let i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, i + separator.length)) cells += 1;
  checkCellCount(cells, maxCells, "parseCsv");
}

/** The cells of each record, and the line on which it begins. */
function readRecords({ text, delimiter }: { text: string; delimiter: string }): { rows: string[][]; lines: number[] } {
  const rows: string[][] = [];
  const lines: number[] = [];
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
        rows.push(cells);
        lines.push(line - cells.reduce((count, cell) => count + countLineBreaks(cell), 0));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw quoteError(error, firstLineAfter(text, lastLine));
  }
  return { rows, lines };
}

function countLineBreaks(cell: string): number {
  return cell.includes("\n") ? cell.split("\n").length - 1 : 0;
}

/** The parser names the line on which it gave up; this error names the line of the row with the quote. */
function quoteError(error: CsvError, line: number): Error {
  const options = { cause: error };
  if (error.code === "CSV_QUOTE_NOT_CLOSED")
    return new RangeError(`parseCsv: a quote in the row that begins in line ${line} is never closed`, options);
  return /QUOTE/.test(error.code)
    ? new RangeError(
        `parseCsv: misplaced quote in line ${line}; put quotes around the whole cell and double them inside it`,
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
