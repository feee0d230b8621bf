/** CSV text becomes a table. */
import { CsvError, parse } from "csv-parse/sync";
import { checkColumnNames, type Table } from "./table.ts";

/** How CSV text is read. */
export interface CsvOptions {
  /** What stands between two cells. Default: of `,` `;` and the tab, the one that is most often in the first line. */
  readonly delimiter?: string;
}

/**
 * A table from CSV text whose first line names the columns. Understands quotes, a byte order mark and every kind of line
 * end; leaves out empty lines and the space around cells.
 *
 * @throws RangeError when there is no row, a line has too few or too many cells, a column has no name or the name of
 * another, or quotes are wrong; the message says in which line.
 */
export function parseCsv(text: string, { delimiter = detectDelimiter(text) }: CsvOptions = {}): Table {
  if (delimiter === "") throw new RangeError("parseCsv: expected a delimiter of at least 1 character, got none");
  const [header, ...records] = readRecords(text, delimiter);
  if (!header) throw new RangeError("parseCsv: expected a line of column names, got an empty text");
  const columns = header.cells;
  checkColumnNames(columns, "parseCsv");
  if (records.length === 0) throw new RangeError("parseCsv: expected at least 1 row below the column names, got 0");
  for (const { cells, line } of records) {
    if (cells.length !== columns.length) {
      throw new RangeError(`parseCsv: expected ${columns.length} columns in line ${line}, got ${cells.length}`);
    }
  }
  return { columns, rows: records.map(({ cells }) => cells), lines: records.map(({ line }) => line), counts: "line" };
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** The first, where a quoted cell has several. */
  readonly line: number;
}

function readRecords(text: string, delimiter: string): CsvRecord[] {
  // The parser counts a CR LF inside quotes as two lines.
  const unixText = text.replace(/\r\n?/g, "\n");
  const records: CsvRecord[] = [];
  let lastLine = 0;
  try {
    parse(unixText, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells, { lines }) => {
        lastLine = lines;
        records.push({ cells, line: lines - cells.join("").split("\n").length + 1 });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw quoteError(error, firstLineAfter(unixText, lastLine));
  }
  return records;
}

/** The parser names the line where it gave up; people look for the row with the quote. */
function quoteError(error: CsvError, line: number): Error {
  const options = { cause: error };
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    return new RangeError(
      `parseCsv: expected a closing quote for the row that begins in line ${line}, got the end`,
      options,
    );
  }
  return /QUOTE/.test(error.code)
    ? new RangeError(
        `parseCsv: expected quotes around a whole cell, doubled inside it, in line ${line}, got others`,
        options,
      )
    : error;
}

/** The first line with content after line `last`, where lines count from 1. */
function firstLineAfter(text: string, last: number): number {
  const lines = text.split("\n");
  let line = last + 1;
  while (line < lines.length && lines[line - 1].trim() === "") line += 1;
  return line;
}

function detectDelimiter(text: string): string {
  const [firstLine] = text
    .trimStart()
    .replaceAll(/"[^"]*"/g, "")
    .split(/[\r\n]/, 1);
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  return [";", "\t"].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best), ",");
}
