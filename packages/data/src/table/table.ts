/** A table as it was read: named columns of texts, and each row's position in its source for error messages. */
import { isMissing, readNumber, showValue, type NamedRow } from "@epochal/core";
import { joinTexts, takeTexts } from "./text-column-builder.ts";
import { textAt, type TextColumn } from "./text-column.ts";
import { checkCellCount, createTableBuilder, MAX_CELLS } from "./table-builder.ts";
import { listNames } from "../list-names.ts";
import type { Note } from "../note.ts";

/** Rows of cells, under named columns; `tableRows` gives their texts. */
export interface Table {
  /** Column names, unique; the first may be empty, and is then not used. */
  readonly columns: readonly string[];
  /** Number of rows. */
  readonly rows: number;
  /** The texts of each column, `rows` of them. */
  readonly cells: readonly TextColumn[];
  /** Position of each row, from 1: the line of the file on which it begins, or its index in the list. */
  readonly lines: readonly number[];
  /** What `lines` counts. */
  readonly counts: "line" | "row";
  /** What was skipped or changed as it was read. Default: nothing. */
  readonly notes?: readonly Note[];
}

/** A JSON object as a row. `null` and absent keys are missing cells. */
export type JsonRow = Readonly<Record<string, number | string | boolean | null | undefined>>;

/**
 * A table from records. Its columns are all keys, in order of first appearance.
 *
 * @throws RangeError when there are no rows, a key is empty, or there are too many cells; TypeError when a row is not an
 * object, or a cell is a list or an object.
 */
export function tableFromRows(rows: readonly JsonRow[]): Table {
  if (rows.length === 0) throw new RangeError("tableFromRows: expected at least 1 row, got 0");
  const names = new Set<string>();
  rows.forEach((row: unknown, i) => {
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new TypeError(`tableFromRows: expected row ${i + 1} to be an object, got ${showValue(row)}`);
    for (const name of Object.keys(row)) names.add(name);
    // Rows without common keys make a table of the square of their number.
    checkCellCount(names.size * rows.length, MAX_CELLS, "tableFromRows");
  });
  const columns = [...names];
  checkColumnNames(columns, "tableFromRows");
  const table = createTableBuilder("tableFromRows");
  rows.forEach((row, i) => {
    columns.forEach((name, j) => table.write(j, cellText(row, name, i)));
    table.endRow(i + 1);
  });
  return { columns, counts: "row", ...table.finish(columns.length) };
}

/** The texts of row `i`, from 0, in the order of the columns. */
export function tableRow({ cells }: Pick<Table, "cells">, i: number): string[] {
  return cells.map((column) => textAt(column, i));
}

/** The texts of all rows. */
export function tableRows(table: Pick<Table, "cells" | "rows">): string[][] {
  return Array.from({ length: table.rows }, (_, i) => tableRow(table, i));
}

/** The rows at `indices`, from 0, in that order, with their positions. */
export function takeTableRows(table: Table, indices: ArrayLike<number>): Table {
  return {
    ...table,
    rows: indices.length,
    cells: table.cells.map((column) => takeTexts(column, indices)),
    lines: Array.from(indices, (i) => table.lines[i]),
  };
}

/**
 * A table and the rows of another, whose columns are found by name; those that the table does not have are ignored.
 * @throws RangeError when the other lacks a column.
 */
export function appendRows(table: Table, other: Table): Table {
  const indices = table.columns.map((name) => {
    const index = indexOfColumn(other, name);
    if (index < 0)
      throw new RangeError(`appendRows: expected a column ${showValue(name)}, got ${listNames(other.columns)}`);
    return index;
  });
  return {
    ...table,
    rows: table.rows + other.rows,
    cells: table.cells.map((column, j) => joinTexts(column, other.cells[indices[j]])),
    lines: table.lines.concat(other.lines),
  };
}

/**
 * Frees the memory of a large table that is not read again, such as after `recipe`: otherwise it may be in memory until a training
 * ends, as nothing makes the garbage collector run.
 */
export function releaseTable({ cells }: Table): void {
  const vectors = cells.flatMap(({ blocks }) =>
    blocks.flatMap(({ decimals, units, ends }) => [decimals ?? ends, units, ends]),
  );
  for (const buffer of new Set(vectors.map((vector) => vector.buffer))) buffer.transfer(0);
}

/** The rows as records, which a model accepts as inputs; a missing cell becomes the empty text. */
export function namedRows(table: Table): NamedRow[] {
  return tableRows(table).map((cells) =>
    Object.fromEntries(table.columns.map((name, j) => [name, isMissing(cells[j]) ? "" : cells[j]])),
  );
}

/** The indices of all rows, from 0. */
export function rowIndices(count: number): Uint32Array {
  const indices = new Uint32Array(count);
  for (let i = 0; i < count; i++) indices[i] = i;
  return indices;
}

/** The position of row `i` (from 0) in words: `line 17`. */
export function locateRow({ counts, lines }: Table, i: number): string {
  return `${counts} ${lines[i]}`;
}

/** A longer name is a text that an unclosed quote has put into the line of names, and would fill every message. */
const MAX_NAME_LENGTH = 1000;

/** @throws RangeError when a name is empty, too long or occurs twice; the message begins with `where`. */
export function checkColumnNames(names: readonly string[], where: string): void {
  const columns = new Map<string, number>();
  names.forEach((name, j) => {
    if (name === "" && j > 0) throw new RangeError(`${where}: column ${j + 1} has no name`);
    const first = columns.get(name);
    if (first !== undefined)
      throw new RangeError(
        `${where}: column name ${showValue(name)} occurs twice, in columns ${first + 1} and ${j + 1}${headerHint(names) || ": rename one of them"}`,
      );
    if (name.length > MAX_NAME_LENGTH)
      throw new RangeError(
        `${where}: expected names of at most ${MAX_NAME_LENGTH} characters, got ${name.length} in column ${j + 1}: shorten it, or close a quote`,
      );
    columns.set(name, j);
  });
}

/** A question, if most names are numbers: the line of names is missing. */
export function headerHint(names: readonly string[]): string {
  const numbers = names.filter((name) => Number.isFinite(readNumber(name))).length;
  return 2 * numbers > names.length ? ": does the table begin with a line of column names?" : "";
}

const indices = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The index of a column; −1 if there is none. Takes the same time for any number of columns. */
export function indexOfColumn({ columns }: Pick<Table, "columns">, name: string): number {
  let index = indices.get(columns);
  if (!index) indices.set(columns, (index = new Map(columns.map((column, j) => [column, j]))));
  return index.get(name) ?? -1;
}

/** The text of a row's own property; every object inherits a `constructor`. */
function cellText(row: JsonRow, name: string, i: number): string {
  const cell = Object.hasOwn(row, name) ? row[name] : undefined;
  if (cell === null || cell === undefined) return "";
  if (!["number", "string", "boolean"].includes(typeof cell)) {
    const where = `row ${i + 1}, column ${showValue(name)}`;
    throw new TypeError(
      `tableFromRows: expected a number, text or boolean in ${where}, got a value of type ${typeof cell}`,
    );
  }
  return String(cell).trim();
}
