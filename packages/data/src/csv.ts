/** CSV text becomes a table. */
import { showValue } from "@epochal/core";
import { CsvError, parse } from "csv-parse/sync";
import { checkCellCount, checkColumnNames, MAX_CELLS, type Table } from "./table.ts";

/** How to read CSV text. */
export interface CsvOptions {
  /** The text between two cells. Default: `,` `;` or the tab, whichever occurs most often in the first line. */
  readonly delimiter?: string;
  /** Maximum number of cells, column names included; each takes up to 100 bytes of memory. Default 50,000,000. */
  readonly maxCells?: number;
}

/**
 * A table from CSV text whose first line names the columns. Accepts quoted cells, a byte order mark and LF, CR LF or CR
 * line ends; skips empty lines and trims cells outside quotes.
 *
 * @throws RangeError when there is no row, a line has too few or too many cells, a column has no name or the name of
 * another column, quotes are misplaced, or there is a NUL character; the message gives the line. Also when there are too
 * many cells.
 */
export function parseCsv(
  text: string,
  { delimiter = detectDelimiter(text), maxCells = MAX_CELLS }: CsvOptions = {},
): Table {
  if (delimiter === "") throw new RangeError('parseCsv: expected a delimiter of at least 1 character, got ""');
  checkText(text, delimiter, maxCells);
  const { rows, lines } = readRecords(text, delimiter);
  const columns = rows.shift();
  lines.shift();
  if (!columns) throw new RangeError("parseCsv: the text is empty; its first line should name the columns");
  checkColumnNames(columns, "parseCsv");
  if (rows.length === 0) throw new RangeError("parseCsv: expected at least 1 row below the column names, got 0");
  const uneven = rows.findIndex((cells) => cells.length !== columns.length);
  if (uneven >= 0)
    throw new RangeError(
      `parseCsv: expected ${columns.length} columns in line ${lines[uneven]}, got ${rows[uneven].length}`,
    );
  return { columns, rows, lines, counts: "line" };
}

/** Rejects text that is no table, or too large a one, before the parser makes a text of each cell. */
function checkText(text: string, delimiter: string, maxCells: number): void {
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const line = text.slice(0, nul).split(/\r\n?|\n/).length;
    throw new RangeError(`parseCsv: line ${line} has a NUL character; is the file a table, and its encoding UTF-8?`);
  }
  if (text.length < maxCells) return;
  // Separators inside quotes count as well: so many of them are no table either.
  let cells = 1;
  for (const separator of [delimiter, "\n"])
    for (let i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, i + separator.length)) cells += 1;
  checkCellCount(cells, maxCells, "parseCsv");
}

/** The cells of each record, and the line on which it begins. */
function readRecords(text: string, delimiter: string): { rows: string[][]; lines: number[] } {
  // The parser counts a CR LF inside quotes as two lines.
  const unixText = text.replace(/\r\n?/g, "\n");
  const rows: string[][] = [];
  const lines: number[] = [];
  let lastLine = 0;
  try {
    parse(unixText, {
      bom: true,
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
    throw quoteError(error, firstLineAfter(unixText, lastLine));
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

/** Quoted cells of the first line do not count; they may contain line ends. */
function detectDelimiter(text: unknown): string {
  if (typeof text !== "string") throw new TypeError(`parseCsv: expected text, got ${showValue(text)}`);
  const counts = { ",": 0, ";": 0, "\t": 0 };
  for (let i = text.length - text.trimStart().length; i < text.length; i++) {
    const char = text[i];
    if (char === "\n" || char === "\r") break;
    if (char === '"') i = Math.max(i, text.indexOf('"', i + 1));
    else if (char === "," || char === ";" || char === "\t") counts[char] += 1;
  }
  return ([";", "\t"] as const).reduce<keyof typeof counts>(
    (best, delimiter) => (counts[delimiter] > counts[best] ? delimiter : best),
    ",",
  );
}
