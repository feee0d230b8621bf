/** CSV, read in pieces of whole rows: a text may be longer than the longest string. */
import { createCsvReader } from "../csv/csv-reader.ts";
import { createLinesAbove } from "../csv/lines-above.ts";
import { splitRows } from "../csv/split-rows.ts";
import type { Note } from "../note.ts";
import { decodeText } from "./decode-text.ts";
import type { TableFormat } from "./table-format.ts";

/** CSV: text with a delimiter, whose first line names the columns. */
export const csv: TableFormat = {
  extensions: [".csv", ".tsv"],
  matches: () => true,
  async read(bytes, where, options) {
    const notes: Note[] = [];
    const above = createLinesAbove();
    const reader = createCsvReader(where, options, above, notes);
    for await (const rows of splitRows(decodeText(bytes, where, notes), above, where)) reader.read(rows);
    return reader.finish();
  },
};
