/** The names of the columns of CSV, and rows of as many cells. */
import type { Note } from "../note.ts";
import { checkColumnNames, type Table } from "../table/table.ts";
import type { RowRun } from "../table/table-builder.ts";
import { isEmptyAt, textAt, type TextColumn } from "../table/text-column.ts";

/** Rows that may differ in length; cells that they lack are empty. */
export interface UnequalRows extends Pick<Table, "rows" | "cells" | "lines"> {
  /** The lengths of the rows. */
  readonly runs: readonly RowRun[];
}

/**
 * The names of the columns. Empty columns without a name at the end are dropped: a delimiter ends the lines. A first column
 * without a name keeps none; any other is named by its position.
 */
export function nameColumns(header: readonly string[], rows: UnequalRows, notes: Note[]): string[] {
  const names = [...header];
  while (names.length > 1 && names.at(-1) === "" && isEmpty(rows.cells[names.length - 1])) names.pop();
  if (haveRowNames(rows, names.length)) names.unshift("");
  const columns = names.map((name, j) => (name === "" && j > 0 ? `column ${j + 1}` : name));
  columns.forEach((column, j) => {
    if (names[j] === "") notes.push({ type: "columnWithoutName", index: j, column });
  });
  return columns;
}

function isEmpty(column: TextColumn | undefined): boolean {
  for (let i = 0; i < (column?.length ?? 0); i++) if (!isEmptyAt(column!, i)) return false;
  return true;
}

/** R writes a row's name or number before its cells, and nothing above them. */
function haveRowNames({ rows, cells, runs }: UnequalRows, width: number): boolean {
  if (rows < 2 || !runs.every((run) => run.width === width + 1)) return false;
  for (let i = 0; i < rows; i++) if (isEmptyAt(cells[width], i)) return false;
  const names = Array.from({ length: rows }, (_, i) => textAt(cells[0], i));
  const areNumbered = names.every((name, i) => Number(name) === Number(names[0]) + i);
  return areNumbered || (new Set(names).size === names.length && names.every((name) => Number.isNaN(Number(name))));
}

/** Checks the names and the length of each row, and drops empty cells beyond the last column. */
export function fitRows(
  columns: readonly string[],
  { rows, cells, lines, runs }: UnequalRows,
  where: string,
  notes: Note[],
): Pick<Table, "rows" | "cells" | "lines"> {
  checkColumnNames(columns, where);
  if (rows === 0) throw new RangeError(`${where}: expected at least 1 row below the column names, got 0`);
  let cut = 0;
  runs.forEach(({ first, width }, k) => {
    if (width === columns.length) return;
    const end = runs[k + 1]?.first ?? rows;
    const row = width < columns.length ? first : firstFilled(cells.slice(columns.length, width), first, end);
    if (row !== undefined)
      throw new RangeError(`${where}: expected ${columns.length} columns in line ${lines[row]}, got ${width}`);
    cut += end - first;
  });
  if (cut > 0) notes.push({ type: "emptyCellsDropped", rows: cut });
  return { rows, cells: cells.slice(0, columns.length), lines };
}

/** The first row from `first` to before `end` with a text in one of the columns. */
function firstFilled(columns: readonly TextColumn[], first: number, end: number): number | undefined {
  for (let row = first; row < end; row++) if (columns.some((column) => !isEmptyAt(column, row))) return row;
  return undefined;
}
