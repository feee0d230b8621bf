/** JSON: a list of objects, one for each row, or one of the other shapes of `rowsOfJson`. */
import { parseJson, showValue } from "@epochal/core";
import type { Note } from "../note.ts";
import { decodeText } from "./decode-text.ts";
import { rowsOfJson } from "./json-rows.ts";
import { createRecordTable } from "./record-table.ts";
import type { TableFormat } from "./table-format.ts";

/** A string can hold about 2²⁹ code units. */
const MAX_LENGTH = 2 ** 29 - 64;

/** JSON: a list of objects, one for each row. */
export const json: TableFormat = {
  extensions: [".json"],
  matches: (start) => /^\uFEFF?\s*\[\s*(?:[[{\]]|$)/.test(new TextDecoder().decode(start)),
  async read(bytes, where, { maxCells }) {
    const notes: Note[] = [];
    const pieces: string[] = [];
    let length = 0;
    for await (const piece of decodeText(bytes, where, notes)) {
      length += piece.length;
      if (length > MAX_LENGTH)
        throw new RangeError(`${where}: JSON of more than 512 MB cannot be read: write an object per line (NDJSON)`);
      pieces.push(piece);
    }
    const value = parseJson(pieces.join(""), where);
    const rows = rowsOfJson(value);
    if (!rows) throw new TypeError(`${where}: expected a list of objects, got ${showValue(value)}`);
    const table = createRecordTable(where, "row", maxCells);
    rows.forEach((row, i) => table.add(row, i + 1));
    return table.finish(notes);
  },
};
