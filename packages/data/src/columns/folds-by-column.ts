/** Deals rows into the folds of a cross-validation by a column, if random folds would be too much like each other. */
import { createRandom } from "@epochal/core";
import { indexOfColumn, rowIndices, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";
import { timesOf, type ColumnSplit } from "./split-by-column.ts";

/** Random stream for the order of groups of the same size. */
const GROUP_FOLDS_STREAM = 14;

/**
 * The fold of each row, from 0. By `group`, all rows of a group are in the same fold. By `time`, the rows are cut into one part
 * more than there are folds, in the order of time: the first part is in no fold, −1, and each fold is predicted from the rows before it. Rows of
 * the same time stay together; those without a time are in the first part.
 *
 * @throws RangeError when there are too few groups or times, or the column holds neither dates nor numbers.
 */
export function foldsByColumn(table: Table, { type, column }: ColumnSplit, folds: number, seed: number): Int32Array {
  const foldOf = type === "time" ? foldsByTime(table, column, folds) : foldsByGroup(table, column, folds, seed);
  const filled = new Set(foldOf);
  if (filled.size < folds || (type === "time" && !filled.has(-1)))
    throw new RangeError(
      `planFolds: expected more ${type}s in the column "${column}" than there are folds, ${folds}: use fewer folds`,
    );
  return foldOf;
}

/** The largest groups first, each to the smallest fold. */
function foldsByGroup(table: Table, column: string, folds: number, seed: number): Int32Array {
  const texts = table.cells[indexOfColumn(table, column)];
  const rows = rowIndices(table.rows);
  const groups = Map.groupBy(rows, (row) => textAt(texts, row));
  const names = Array.from(groups.keys());
  const order = Array.from(createRandom([seed, GROUP_FOLDS_STREAM]).permutation(names.length), (k) => names[k]);
  const sizes = new Uint32Array(folds);
  const foldOf = new Int32Array(table.rows);
  for (const name of order.sort((a, b) => groups.get(b)!.length - groups.get(a)!.length)) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    const members = groups.get(name)!;
    sizes[smallest] += members.length;
    for (const row of members) foldOf[row] = smallest;
  }
  return foldOf;
}

function foldsByTime(table: Table, column: string, folds: number): Int32Array {
  const times = timesOf(table, column, rowIndices(table.rows));
  const sorted = times.toSorted();
  const starts = Array.from({ length: folds }, (_, k) => sorted[Math.ceil(((k + 1) * table.rows) / (folds + 1))]);
  return Int32Array.from(times, (time) => starts.findLastIndex((start) => time >= start && start > -Infinity));
}
