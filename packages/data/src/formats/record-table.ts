/** Rows that are records, such as those of JSON and Parquet, become a table. */
import { showValue } from "@epochal/core";
import type { Note } from "../note.ts";
import { checkColumnNames, type Table } from "../table/table.ts";
import {
  checkCellCount,
  checkColumnCount,
  createTableBuilder,
  MAX_CELLS,
  MAX_COLUMNS,
} from "../table/table-builder.ts";
import type { ReadTableOptions } from "./table-format.ts";

export interface RecordTable {
  /**
   * Adds a row. Objects in it become columns such as `size.width`; lists stay as JSON.
   * @throws TypeError when it is not an object; RangeError when there are too many columns or cells.
   */
  add(record: unknown, line: number): void;
  /** @throws RangeError when there is no row, or a name is empty. */
  finish(notes: readonly Note[]): Table;
}

/** Objects in objects beyond this depth stay as JSON. */
const MAX_DEPTH = 8;

/**
 * A table whose columns are all names, in order of first appearance; a row without one of them has a missing cell.
 * @param where starts the messages of errors.
 * @param counts what the positions of the rows count.
 */
export function createRecordTable(
  where: string,
  counts: Table["counts"],
  { maxCells = MAX_CELLS, maxColumns = MAX_COLUMNS }: Pick<ReadTableOptions, "maxCells" | "maxColumns">,
): RecordTable {
  const indices = new Map<string, number>();
  const table = createTableBuilder(where, { maxColumns });
  const collect = (cells: Map<number, unknown>, name: string, value: unknown, depth: number) => {
    if (depth < MAX_DEPTH && isPlainObject(value)) {
      for (const [key, inner] of Object.entries(value)) collect(cells, `${name}.${key}`, inner, depth + 1);
      return;
    }
    let index = indices.get(name);
    if (index === undefined) {
      checkColumnCount(indices.size + 1, maxColumns, where);
      indices.set(name, (index = indices.size));
    }
    // Two names in an object may mean the same column: the last one counts.
    cells.set(index, value);
  };
  return {
    add(record, line) {
      if (!isPlainObject(record))
        throw new TypeError(`${where}: expected an object in ${counts} ${line}, got ${showValue(record)}`);
      const cells = new Map<number, unknown>();
      for (const [name, value] of Object.entries(record)) collect(cells, name, value, 0);
      // Rows without common names make a table of the square of their number; rows without any take memory, too.
      checkCellCount(Math.max(1, indices.size) * (table.rows + 1), maxCells, where);
      for (const [index, value] of cells) table.write(index, cellText(value));
      table.endRow(line);
    },
    finish(notes) {
      if (table.rows === 0) throw new RangeError(`${where}: expected at least 1 row, got 0`);
      const columns = Array.from(indices.keys());
      checkColumnNames(columns, where);
      return { columns, counts, ...table.finish(columns.length), ...(notes.length > 0 && { notes }) };
    },
  };
}

/** An object that is no list, date or bytes. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Numbers, texts, booleans and dates as people write them; null is a missing cell, and bytes are as well. */
function cellText(value: unknown): string {
  if (value === null || value === undefined || value instanceof Uint8Array) return "";
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "" : value.toISOString().replace("T00:00:00.000Z", "");
  if (typeof value !== "object") return String(value as string | number | bigint | boolean).trim();
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
