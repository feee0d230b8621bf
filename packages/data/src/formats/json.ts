/**
 * JSON: a list of objects, one for each row, or of lists, the first of which names the columns. It is parsed part by part, so that the
 * values of few rows are in memory.
 */
import { parseJson, showValue } from "@epochal/core";
import type { Note } from "../note.ts";
import { decodeText } from "./decode-text.ts";
import { createRecordTable } from "./record-table.ts";
import { splitList } from "./split-list.ts";
import type { TableFormat } from "./table-format.ts";

/** JSON: a list of objects, one for each row. */
export const json: TableFormat = {
  extensions: [".json"],
  matches: (start) => /^\uFEFF?\s*\[\s*(?:[[{\]]|$)/.test(new TextDecoder().decode(start)),
  async read(bytes, where, limits) {
    const notes: Note[] = [];
    const table = createRecordTable(where, "row", limits);
    let names: readonly string[] | undefined;
    let row = 0;
    for await (const text of splitList(decodeText(bytes, where, notes), where))
      for (const element of parseJson(text, where) as unknown[]) {
        if (row === 0 && !names && areNames(element)) {
          names = element;
          continue;
        }
        row += 1;
        table.add(names ? recordOf(names, element, row, where) : element, row);
      }
    return table.finish(notes);
  },
};

function areNames(element: unknown): element is string[] {
  return Array.isArray(element) && element.every((name) => typeof name === "string");
}

function recordOf(names: readonly string[], cells: unknown, row: number, where: string): object {
  if (Array.isArray(cells) && cells.length === names.length)
    return Object.fromEntries(names.map((name, j) => [name, cells[j] as unknown]));
  const got = Array.isArray(cells) ? String(cells.length) : showValue(cells);
  throw new TypeError(`${where}: expected a list of ${names.length} cells in row ${row}, got ${got}`);
}
