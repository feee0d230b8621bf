/** CSV text becomes a table. */
import { showValue } from "@epochal/core";
import { createCsvReader, type CsvOptions } from "./csv-reader.ts";
import { createLinesAbove } from "./lines-above.ts";
import type { Table } from "../table/table.ts";
import { MAX_CELLS } from "../table/table-builder.ts";

/**
 * A table from CSV text whose first line names the columns. Accepts quoted cells, a byte order mark and LF, CR LF or CR
 * line ends; skips empty lines and trims cells outside quotes. Skips lines above the names that begin with #, drops empty
 * cells beyond the last column, and keeps a first column without a name, which numbers the rows; the table's notes say so.
 *
 * @throws RangeError when there is no row, a line has too few or too many cells, a column has the name of another column,
 * quotes are misplaced, or there is a NUL character; the message gives the line. Also when there are too many columns or cells.
 */
export function parseCsv(text: string, { delimiter: given, maxCells = MAX_CELLS, maxColumns }: CsvOptions = {}): Table {
  if (typeof text !== "string") throw new TypeError(`parseCsv: expected text, got ${showValue(text)}`);
  if (given === "") throw new RangeError('parseCsv: expected a delimiter of at least 1 character, got ""');
  const options = {
    maxCells,
    ...(maxColumns !== undefined && { maxColumns }),
    ...(given !== undefined && { delimiter: given }),
  };
  const above = createLinesAbove();
  const reader = createCsvReader("parseCsv", options, above);
  // The parser counts a CR LF inside quotes as two lines.
  reader.read(above.skip(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")) + above.end());
  return reader.finish();
}
