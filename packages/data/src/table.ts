/** A table as it was read: named columns, rows of texts, and where each row stands in its source, so that errors can say so. */
import type { NamedRow } from "@epochal/core";
import { isMissing } from "./missing.ts";

/** Cells as texts, under the names of their columns. */
export interface Table {
  /** Names of the columns, each once, none empty. */
  readonly columns: readonly string[];
  /** Texts as they were written, a row as long as `columns`. */
  readonly rows: readonly (readonly string[])[];
  /** Where each row begins: its line in the file or its place in the list, from 1. */
  readonly lines: readonly number[];
  /** What `lines` counts. */
  readonly counts: "line" | "row";
}

/** A row as JSON has it. `null` and keys that are not there are missing cells. */
export type JsonRow = Readonly<Record<string, number | string | boolean | null | undefined>>;

/**
 * A table from records. Its columns are all keys, in the order in which they first appear.
 *
 * @throws RangeError when there are no rows or a key is empty, TypeError when a cell is a list or an object.
 */
export function tableFromRows(rows: readonly JsonRow[]): Table {
  if (rows.length === 0) throw new RangeError("tableFromRows: expected at least 1 row, got 0");
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  checkColumnNames(columns, "tableFromRows");
  return {
    columns,
    rows: rows.map((row, i) => columns.map((name) => cellText(row[name], `row ${i + 1}, column "${name}"`))),
    lines: rows.map((_, i) => i + 1),
    counts: "row",
  };
}

/** The rows that `indices` names, from 0, in that order; they keep their places. */
export function takeTableRows(table: Table, indices: readonly number[]): Table {
  return { ...table, rows: indices.map((i) => table.rows[i]), lines: indices.map((i) => table.lines[i]) };
}

/** The rows as records, as a model predicts from; a missing cell becomes the empty text. */
export function namedRows({ columns, rows }: Table): NamedRow[] {
  return rows.map((cells) => Object.fromEntries(columns.map((name, j) => [name, isMissing(cells[j]) ? "" : cells[j]])));
}

/** Where row `i` (from 0) stands, in words: `line 17`. */
export function placeOf({ counts, lines }: Table, i: number): string {
  return `${counts} ${lines[i]}`;
}

/** @throws RangeError when a name is empty or there twice; the message begins with `where`. */
export function checkColumnNames(names: readonly string[], where: string): void {
  names.forEach((name, j) => {
    if (name === "") throw new RangeError(`${where}: expected a name for column ${j + 1}, got none`);
    const first = names.indexOf(name);
    if (first < j) {
      throw new RangeError(
        `${where}: expected every column name once, got "${name}" in columns ${first + 1} and ${j + 1}`,
      );
    }
  });
}

function cellText(cell: JsonRow[string], place: string): string {
  if (cell === null || cell === undefined) return "";
  if (!["number", "string", "boolean"].includes(typeof cell)) {
    throw new TypeError(`tableFromRows: expected a number or a text in ${place}, got a value of type ${typeof cell}`);
  }
  return String(cell).trim();
}
