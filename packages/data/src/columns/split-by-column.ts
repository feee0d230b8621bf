/** Sets test rows apart by a column, if random rows would be too much like those of the training. */
import { createCellEncoder, createRandom, showValue, type Column } from "@epochal/core";
import { listNames } from "../list-names.ts";
import { indexOfColumn, rowIndices, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";
import { targetNames } from "./check-names.ts";
import { summarizeColumn } from "./summarize-column.ts";

/**
 * Which rows are for the test. `time`: the latest by a column of dates or numbers, as a model predicts the future. `group`: all rows
 * of some groups, such as patients, as a model predicts others; the column is then no input unless it is named as one.
 * `last`: the last rows of the table. `random`: 15 % of the rows at random, of each class.
 */
export type TestSplit = { readonly type: "random" } | NamedSplit;

/** A split that is not random. */
export type NamedSplit = ColumnSplit | { readonly type: "last"; readonly rows: number };

/** A split by the values of a column. */
export interface ColumnSplit {
  readonly type: "time" | "group";
  readonly column: string;
}

/** Random stream for the order of the groups. */
const GROUPS_STREAM = 13;

/**
 * Indices into `rows`, for training and for the test.
 *
 * @param rows indices of the table's rows that have a target, ascending.
 * @param fraction of the rows that are for the test, at least: equal times, and the rows of a group, stay together.
 * @throws RangeError when the column is unknown or says nothing, or no row is left for one of the parts.
 */
export function splitByColumn(
  table: Table,
  split: NamedSplit,
  rows: Uint32Array,
  fraction: number,
  seed: number,
): DividedRows {
  const { train, test } = divideByColumn(table, split, rows, fraction, seed);
  if (train.length === 0 || test.length === 0)
    throw new RangeError(`recipe: the split leaves ${train.length} rows for training and ${test.length} for the test`);
  return { train, test };
}

/** @throws RangeError when the column to split by is unknown, or a target. */
export function checkSplit(
  table: Table,
  split: NamedSplit,
  { target }: { readonly target: string | readonly string[] },
): void {
  if (split.type === "last") return;
  const { columns } = table;
  const name = showValue(split.column);
  if (indexOfColumn(table, split.column) < 0)
    throw new RangeError(`recipe: no column ${name} to split by; columns: ${listNames(columns)}`);
  if (targetNames(target).includes(split.column))
    throw new RangeError(`recipe: ${name} is the target: split by another column`);
}

/** Indices into `rows`. */
export interface DividedRows {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** The same, even if one of the parts has no row. */
export function divideByColumn(
  table: Table,
  split: NamedSplit,
  rows: Uint32Array,
  fraction: number,
  seed: number,
): DividedRows {
  const isTest = split.type === "last" ? isLast(table, split.rows) : byColumn(table, split, rows, fraction, seed);
  const all = rowIndices(rows.length);
  const test = all.filter((i) => isTest(rows[i], i));
  const train = all.filter((i) => !isTest(rows[i], i));
  return { train, test };
}

type IsTest = (row: number, i: number) => boolean;

function isLast({ rows }: Table, count: number): IsTest {
  return (row) => row >= rows - count;
}

function byColumn(
  table: Table,
  { type, column }: ColumnSplit,
  rows: Uint32Array,
  fraction: number,
  seed: number,
): IsTest {
  return type === "time" ? isLate(table, column, rows, fraction) : isInGroup(table, column, rows, fraction, seed);
}

function isLate(table: Table, name: string, rows: Uint32Array, fraction: number): IsTest {
  // Rows without a time are for training.
  const times = timesOf(table, name, rows);
  const latest = times.toSorted().at(-Math.max(1, Math.round(fraction * rows.length)))!;
  return (_, i) => times[i] >= latest && latest > -Infinity;
}

/**
 * The times of rows, in days or the unit of the column; −Infinity for a row without one.
 * @throws RangeError when the column holds neither dates nor numbers.
 */
export function timesOf(table: Table, name: string, rows: Uint32Array): Float64Array {
  const { cells } = summarizeColumn(table, name, rows);
  if (cells.kind === "category")
    throw new RangeError(`recipe: the column ${showValue(name)} to split by holds neither dates nor numbers`);
  const column: Column = cells.kind === "time" ? { ...cells, name, parts: ["elapsed"] } : { ...cells, name };
  const encode = createCellEncoder(column);
  const texts = table.cells[indexOfColumn(table, name)];
  const times = new Float64Array(rows.length).fill(-Infinity);
  rows.forEach((row, i) => encode(textAt(texts, row), times, i));
  return times;
}

function isInGroup(table: Table, name: string, rows: Uint32Array, fraction: number, seed: number): IsTest {
  const texts = table.cells[indexOfColumn(table, name)];
  const counts = new Map<string, number>();
  for (const row of rows) {
    const group = textAt(texts, row);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const groups = Array.from(counts.keys());
  const chosen = new Set<string>();
  let count = 0;
  for (const k of createRandom([seed, GROUPS_STREAM]).permutation(groups.length)) {
    if (count >= fraction * rows.length) break;
    chosen.add(groups[k]);
    count += counts.get(groups[k])!;
  }
  return (row) => chosen.has(textAt(texts, row));
}
