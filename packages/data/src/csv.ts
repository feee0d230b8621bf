/** CSV text becomes a table. */
import { CsvError, parse } from "csv-parse/sync";
import { checkColumnNames, type Table } from "./table.ts";

/** How to read CSV text. */
export interface CsvOptions {
  /** The text between two cells. Default: `,` `;` or the tab, whichever occurs most often in the first line. */
  readonly delimiter?: string;
}

/**
 * A table from CSV text whose first line names the columns. Accepts quoted cells, a byte order mark and LF, CR LF or CR
 * line ends; skips empty lines and trims cells outside quotes.
 *
 * @throws RangeError when there is no row, a line has too few or too many cells, a column has no name or the name of
 * another column, or quotes are misplaced; the message gives the line.
 */
export function parseCsv(text: string, { delimiter = detectDelimiter(text) }: CsvOptions = {}): Table {
  if (delimiter === "") throw new RangeError('parseCsv: expected a delimiter of at least 1 character, got ""');
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
function detectDelimiter(text: string): string {
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
