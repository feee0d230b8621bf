/** A table becomes a dataset: columns are chosen by name, texts become numbers, rows that say too little are left out. */
import { createDataset, encodeRow, type Column, type Columns, type Dataset } from "@epochal/core";
import { isMissing } from "./missing.ts";
import { nearestName } from "./nearest-name.ts";
import { hasComma, isMeantAsNumbers, isNumber, reasonToLeaveOut, summarizeColumn } from "./summarize-column.ts";
import { namedRows, placeOf, type Table } from "./table.ts";
import type { Note } from "./note.ts";

/** What is learned from what in a table. */
export interface EncodeOptions {
  /** The column to predict: numbers. */
  readonly target: string;
  /** The columns to predict from. Default: all others that a network can use. */
  readonly inputs?: readonly string[];
  /** What becomes of rows with a missing cell in a column that is used: `drop` leaves them out, `refuse` throws. Default `drop`. */
  readonly missing?: "drop" | "refuse";
}

/** A table as numbers. */
export interface EncodedTable {
  /** One row for each row of the table that is used. */
  readonly dataset: Dataset;
  /** What each of its numbers means. */
  readonly columns: Columns;
  /** What was left out and why. */
  readonly notes: readonly Note[];
}

/**
 * The numbers that a network learns from. A column whose cells are all numbers stays one number; other columns with few
 * different texts become categories. Empty cells, `NA`, `NaN`, `null` and `?` are missing.
 *
 * @throws RangeError when a name is unknown, the target is among the inputs or not of numbers, a column of numbers has a
 * cell that is none, or nothing remains to learn from.
 */
export function encodeTable(table: Table, options: EncodeOptions): EncodedTable {
  const { target, missing = "drop" } = options;
  checkNames(table, options);
  checkTarget(table, target);
  const { inputs, notes } = chooseInputs(table, options);
  const rows = completeRows(table, [...inputs, target]);
  if (missing === "refuse" && rows.gaps.length > 0) {
    const { column, place } = rows.gaps[0];
    throw new RangeError(
      `encodeTable: expected a value for "${column}" in ${place}, got none; cells are missing in ${rows.gaps.length} rows`,
    );
  }
  if (rows.complete.length === 0) {
    throw new RangeError(`encodeTable: expected at least 1 row without missing cells, got 0 of ${table.rows.length}`);
  }

  const columns: Columns = { inputs: inputs.map((name) => columnOf(table, name, rows.complete)), targets: [target] };
  const records = namedRows(table);
  const encode = (i: number) => encodeRow(columns.inputs, records[i], `encodeTable: ${placeOf(table, i)}`);
  return {
    dataset: createDataset(
      rows.complete.map(encode),
      rows.complete.map((i) => Number(records[i][target])),
    ),
    columns,
    notes: [...notes, ...rows.gaps.map(({ line, column, text }): Note => ({ type: "rowLeftOut", line, column, text }))],
  };
}

/** @throws RangeError when a name is unknown, or the target is among the inputs. */
export function checkNames({ columns }: Table, { target, inputs }: EncodeOptions): void {
  for (const [what, names] of [
    ["target", [target]],
    ["inputs", inputs ?? []],
  ] as const) {
    for (const name of names) {
      if (columns.includes(name)) continue;
      const nearest = nearestName(name, columns);
      const isHeadless = columns.every(isNumber);
      const hint =
        nearest !== undefined
          ? `: did you mean "${nearest}"?`
          : isHeadless
            ? ": does a line of names stand above the numbers?"
            : "";
      throw new RangeError(`encodeTable: expected ${what} among ${columns.join(", ")}, got "${name}"${hint}`);
    }
  }
  if (inputs?.length === 0) throw new RangeError("encodeTable: expected at least 1 input, got none");
  if (inputs?.includes(target))
    throw new RangeError(`encodeTable: expected inputs without the target, got "${target}" as both`);
  const twice = inputs?.find((name, i) => inputs.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`encodeTable: expected every input once, got "${twice}" again`);
}

function checkTarget(table: Table, target: string): void {
  const summary = summarizeColumn(table, target);
  const { firstText, present } = summary;
  if (present === 0)
    throw new RangeError(`encodeTable: expected numbers in the target "${target}", got only missing cells`);
  if (!firstText) return;
  if (isMeantAsNumbers(summary)) throw numberError(table, target, firstText);
  const others = table.columns.filter((name) => isMeantAsNumbers(summarizeColumn(table, name)));
  const hint = others.length > 0 ? `columns of numbers are ${others.join(", ")}` : "no column is of numbers";
  throw numberError(table, target, firstText, hint);
}

/** The names of the inputs, and notes on the columns that nobody asked for and that are of no use. */
function chooseInputs(table: Table, { target, inputs }: EncodeOptions): { inputs: readonly string[]; notes: Note[] } {
  const names = inputs ?? table.columns.filter((name) => name !== target);
  const chosen: string[] = [];
  const notes: Note[] = [];
  for (const name of names) {
    const summary = summarizeColumn(table, name);
    const reason = inputs ? undefined : reasonToLeaveOut(summary, table.rows.length);
    if (reason !== undefined) {
      notes.push({ type: "columnLeftOut", column: name, text: `column "${name}" left out: ${reason}` });
      continue;
    }
    if (summary.firstText && isMeantAsNumbers(summary)) throw numberError(table, name, summary.firstText);
    chosen.push(name);
  }
  if (chosen.length === 0) {
    const reasons = notes.map(({ text }) => text).join("; ") || `the table has only "${target}"`;
    throw new RangeError(`encodeTable: expected at least 1 column to learn from, got none: ${reasons}`);
  }
  return { inputs: chosen, notes };
}

interface Gap {
  readonly line: number;
  readonly place: string;
  readonly column: string;
  readonly text: string;
}

/** Rows, from 0, with a value in each of the columns `names`, and for every other row its first missing cell. */
function completeRows(table: Table, names: readonly string[]): { complete: number[]; gaps: Gap[] } {
  const indices = names.map((name) => table.columns.indexOf(name));
  const complete: number[] = [];
  const gaps: Gap[] = [];
  table.rows.forEach((cells, i) => {
    const gap = indices.findIndex((j) => isMissing(cells[j]));
    if (gap === -1) return complete.push(i);
    const column = names[gap];
    const place = placeOf(table, i);
    return gaps.push({ line: table.lines[i], place, column, text: `${place}: ${column} is missing; row left out` });
  });
  return { complete, gaps };
}

/** A category knows the values of the rows that are used, in the order of the alphabet. */
function columnOf(table: Table, name: string, rows: readonly number[]): Column {
  const j = table.columns.indexOf(name);
  const cells = rows.map((i) => table.rows[i][j]);
  return cells.every(isNumber)
    ? { name, kind: "number" }
    : { name, kind: "category", values: [...new Set(cells)].toSorted() };
}

/** @param hint what to do about it. */
function numberError(
  table: Table,
  column: string,
  { row, cell }: { row: number; cell: string },
  hint: string | undefined = hasComma(cell) ? "write numbers as 1234.5, with a point and no comma" : undefined,
): RangeError {
  const found = `encodeTable: expected a number in column "${column}", ${placeOf(table, row)}, got "${cell}"`;
  return new RangeError(hint === undefined ? found : `${found}: ${hint}`);
}
