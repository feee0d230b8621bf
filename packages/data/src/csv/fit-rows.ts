/** The names of the columns of CSV, and rows of as many cells. */
import type { Note } from "../note.ts";
import { checkColumnNames } from "../table.ts";

/**
 * The names of the columns. Empty columns without a name at the end are dropped: a delimiter ends the lines. A first column
 * without a name keeps none; any other is named by its position.
 */
export function nameColumns(header: readonly string[], rows: readonly string[][], notes: Note[]): string[] {
  const names = [...header];
  while (names.length > 1 && names.at(-1) === "" && rows.every((cells) => !cells[names.length - 1])) names.pop();
  if (haveRowNames(rows, names.length)) names.unshift("");
  const columns = names.map((name, j) => (name === "" && j > 0 ? `column ${j + 1}` : name));
  columns.forEach((column, j) => {
    if (names[j] === "") notes.push({ type: "columnWithoutName", index: j, column });
  });
  return columns;
}

/** R writes a row's name or number before its cells, and nothing above them. */
function haveRowNames(rows: readonly string[][], width: number): boolean {
  if (rows.length < 2 || !rows.every((cells) => cells.length === width + 1 && cells.at(-1) !== "")) return false;
  const names = rows.map(([name]) => name);
  const areNumbered = names.every((name, i) => Number(name) === Number(names[0]) + i);
  return areNumbered || (new Set(names).size === names.length && names.every((name) => Number.isNaN(Number(name))));
}

/** Checks the names and the length of each row, and drops empty cells beyond the last column. */
export function fitRows(
  columns: readonly string[],
  rows: string[][],
  lines: readonly number[],
  where: string,
  notes: Note[],
): void {
  checkColumnNames(columns, where);
  if (rows.length === 0) throw new RangeError(`${where}: expected at least 1 row below the column names, got 0`);
  let cut = 0;
  rows.forEach((cells, i) => {
    if (cells.length === columns.length) return;
    if (cells.length < columns.length || cells.some((cell, j) => j >= columns.length && cell !== ""))
      throw new RangeError(`${where}: expected ${columns.length} columns in line ${lines[i]}, got ${cells.length}`);
    cells.length = columns.length;
    cut += 1;
  });
  if (cut > 0) notes.push({ type: "emptyCellsDropped", rows: cut });
}
