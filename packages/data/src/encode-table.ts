/** A table becomes a dataset: columns are chosen by name, cells become numbers, incomplete rows are left out. */
import { nearestName } from "@epochal/core/nearest-name";
import { encodedWidth, showValue, type Column, type Columns, type Dataset } from "@epochal/core";
import { encodeRows } from "./encode-rows.ts";
import { findGaps } from "./find-gaps.ts";
import { listNames } from "./list-names.ts";
import { describeNote, type Note } from "./note.ts";
import { findColumnFault, isCommaNumber, isMostlyNumbers, isNumber, summarizeColumn } from "./summarize-column.ts";
import type { ColumnSummary } from "./summarize-column.ts";
import { indexOfColumn, locateRow, type Table } from "./table.ts";

/** More need seconds and gigabytes for the linear model alone, whose equations are the square of it. */
const MAX_INPUTS = 10_000;

/** What to predict, and from which columns. */
export interface EncodeOptions {
  /** The column to predict; it must hold numbers. */
  readonly target: string;
  /** The columns to predict from. Default: all others that a network can use. */
  readonly inputs?: readonly string[];
  /**
   * What to do about rows with a missing cell in a column that is used: `drop` leaves them out, `refuse` throws. Default
   * `drop`.
   */
  readonly missing?: "drop" | "refuse";
}

/** A table as numbers. */
export interface EncodedTable {
  /** The complete rows of the table, in order. */
  readonly dataset: Dataset;
  /** What each of its numbers means. */
  readonly columns: Columns;
  /** What was left out and why. */
  readonly notes: readonly Note[];
}

/**
 * Encodes a table. A column whose cells are all numbers stays one number; other columns with few different texts become
 * categories. Empty cells, `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL` and `?` are missing.
 *
 * @throws RangeError when a name is unknown, the target is among the inputs or is not numeric, a column of numbers has a
 * cell that is not a number, or no column or row remains.
 */
export function encodeTable(table: Table, options: EncodeOptions): EncodedTable {
  checkNames(table, options);
  return encodeColumns(table, options);
}

/** `encodeTable` for names that `checkNames` has accepted. */
export function encodeColumns(table: Table, { target, inputs, missing = "drop" }: EncodeOptions): EncodedTable {
  const targetSummary = summarizeTarget(table, target);
  const { chosen, notes } = chooseInputs(table, target, inputs);
  const withGaps = [...chosen, targetSummary].filter(({ present }) => present < table.rows.length);
  const names = withGaps.map(({ name }) => name);
  const { complete, gaps } = findGaps(table, names, "leftOut");
  if (missing === "refuse" && gaps.length > 0) {
    const [{ column, counts, line }] = gaps;
    throw new RangeError(
      `encodeTable: cells are missing in ${gaps.length} rows, the first in column "${column}", ${counts} ${line}`,
    );
  }
  if (complete.length === 0)
    throw new RangeError(`encodeTable: expected at least 1 row without missing cells, got 0 of ${table.rows.length}`);
  const columns = { inputs: chosen.map((summary) => columnOf(table, summary, complete)), targets: [target] };
  const width = encodedWidth(columns.inputs);
  if (width > MAX_INPUTS)
    throw new RangeError(
      `encodeTable: expected at most ${MAX_INPUTS} inputs, one for each number and each value of a category, ` +
        `got ${width}: choose fewer columns`,
    );
  const x = encodeRows(table, columns.inputs, complete, "encodeTable");
  const y = encodeRows(table, [{ name: target, kind: "number" }], complete, "encodeTable");
  const rows = complete.length;
  return { dataset: { rows, inputs: x.length / rows, outputs: 1, x, y }, columns, notes: [...notes, ...gaps] };
}

/** @throws RangeError when a name is unknown, the target is among the inputs, or an input is given twice or not at all. */
export function checkNames({ columns }: Table, { target, inputs }: EncodeOptions): void {
  const used = new Set([target, ...(inputs ?? [])]);
  for (const name of used) {
    if (indexOfColumn({ columns }, name) >= 0) continue;
    const unused = columns.filter((column) => !used.has(column));
    const nearest = nearestName(name, unused);
    const isHeadless = columns.every(isNumber);
    const hint =
      nearest !== undefined
        ? `: did you mean "${nearest}"?`
        : isHeadless
          ? ": does the table begin with a line of column names?"
          : "";
    throw new RangeError(`encodeTable: no column ${showValue(name)}; columns: ${listNames(columns)}${hint}`);
  }
  if (inputs?.length === 0) throw new RangeError("encodeTable: expected at least 1 input, got 0");
  if (inputs?.includes(target)) throw new RangeError(`encodeTable: "${target}" cannot be both target and input`);
  const given = new Set<string>();
  for (const name of inputs ?? []) {
    if (given.has(name)) throw new RangeError(`encodeTable: input ${showValue(name)} is given twice`);
    given.add(name);
  }
}

/** @throws RangeError when the target holds a text, or no value at all. */
function summarizeTarget(table: Table, target: string): ColumnSummary {
  const summary = summarizeColumn(table, target);
  const { firstText, present } = summary;
  if (present === 0) throw new RangeError(`encodeTable: every cell of the target "${target}" is missing`);
  if (!firstText) return summary;
  if (isMostlyNumbers(summary)) throw numberError(table, target, firstText);
  const others = table.columns.filter((name) => isMostlyNumbers(summarizeColumn(table, name)));
  const hint = others.length > 0 ? `numeric columns are ${listNames(others)}` : "no column is numeric";
  throw numberError(table, target, firstText, hint);
}

/**
 * The inputs that are given; by default every column except the target that a network can use, with notes on the others.
 * @throws RangeError when none remains, or a column of numbers holds a text.
 */
function chooseInputs(
  table: Table,
  target: string,
  inputs: readonly string[] | undefined,
): { chosen: ColumnSummary[]; notes: Note[] } {
  const chosen: ColumnSummary[] = [];
  const notes: Note[] = [];
  for (const name of inputs ?? table.columns.filter((column) => column !== target)) {
    const summary = summarizeColumn(table, name);
    const fault = inputs ? undefined : findColumnFault(table, summary);
    if (fault) {
      notes.push(fault);
      continue;
    }
    if (summary.firstText && isMostlyNumbers(summary)) throw numberError(table, name, summary.firstText);
    chosen.push(summary);
  }
  if (chosen.length === 0) {
    const reasons = listNames(notes.map(describeNote), "; ") || `the table has only "${target}"`;
    throw new RangeError(`encodeTable: no column to learn from: ${reasons}`);
  }
  return { chosen, notes };
}

/** A category has the values of the rows that are used, sorted by UTF-16 code units. */
function columnOf(table: Table, { name, firstText }: ColumnSummary, rows: readonly number[]): Column {
  if (!firstText) return { name, kind: "number" };
  const j = indexOfColumn(table, name);
  const values = [...new Set(rows.map((i) => table.rows[i][j]))];
  return values.every(isNumber) ? { name, kind: "number" } : { name, kind: "category", values: values.toSorted() };
}

/** @param hint how to correct it. */
function numberError(
  table: Table,
  column: string,
  { row, cell }: { row: number; cell: string },
  hint: string | undefined = isCommaNumber(cell) ? "write numbers as 1234.5, with a point and no comma" : undefined,
): RangeError {
  const found = `encodeTable: expected a number in column ${showValue(column)}, ${locateRow(table, row)}, got ${showValue(cell)}`;
  return new RangeError(hint === undefined ? found : `${found}: ${hint}`);
}
