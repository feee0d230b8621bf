/** The target's column becomes classes: its different cells. */
import { classOutputs, isMissing, readNumber, showValue } from "@epochal/core";
import { summarizeColumn, type CellKind } from "./summarize-column.ts";
import { positionOf } from "../encode-rows.ts";
import type { EncodedTarget } from "./encoded-target.ts";
import { listNames } from "../list-names.ts";
import { MAX_VALUES, type RowNote } from "../note.ts";
import { indexOfColumn, rowIndices, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";

/** A network of more outputs is too large to watch. */
const MAX_CLASSES = 1000;

/** A class: what all its cells have in common, the first of them, and the number of its rows. */
interface Class {
  readonly key: string | number;
  readonly name: string;
  rows: number;
}

/**
 * The classes are sorted: numbers by size, texts by UTF-16 code units, no before yes. Cells that are the same number, or the
 * same answer, are one class, named by the first of them.
 *
 * @param cells what the cells are.
 * @throws RangeError when there is a single class, or more than half as many classes as rows.
 */
export function encodeClasses(table: Table, target: string, cells: CellKind): EncodedTarget {
  const texts = table.cells[indexOfColumn(table, target)];
  const reading = (cells.kind === "number" && cells.reading) || "point";
  const keyOf = (cell: string) => {
    const value = readNumber(cell, reading);
    return Number.isFinite(value) ? value : cell.trim();
  };
  const byKey = new Map<string | number, Class>();
  const rows: number[] = [];
  const leftOut: RowNote[] = [];
  for (let i = 0; i < table.rows; i++) {
    const cell = textAt(texts, i);
    if (isMissing(cell)) {
      const note = { type: "rowLeftOut", column: target, reason: "missing", cell, outcome: "leftOut" } as const;
      leftOut.push({ ...note, ...positionOf(table, i) });
      continue;
    }
    const key = keyOf(cell);
    const known = byKey.get(key);
    if (known) known.rows += 1;
    else byKey.set(key, { key, name: cell.trim(), rows: 1 });
    // Refused below.
    if (byKey.size > MAX_VALUES) break;
    rows.push(i);
  }

  const classes = [...byKey.values()].sort(compareClasses);
  checkClasses(table, target, classes, rows.length);
  const index = new Map(classes.map(({ key }, k) => [key, k]));
  const outputs = classOutputs(classes.length);
  const y = new Float64Array(rows.length * outputs);
  rows.forEach((row, i) => {
    const k = index.get(keyOf(textAt(texts, row)))!;
    if (outputs === 1) y[i] = k;
    else y[i * outputs + k] = 1;
  });
  const counted = classes.map(({ name, rows: count }) => ({ name, rows: count }));
  return {
    rows: Uint32Array.from(rows),
    y,
    outputs,
    classes: classes.map(({ name }) => name),
    notes: [{ type: "classes", column: target, classes: counted }, ...leftOut],
  };
}

function compareClasses({ key: a }: Class, { key: b }: Class): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return a < b ? -1 : 1;
  return typeof a === "number" ? -1 : 1;
}

function checkClasses(table: Table, target: string, classes: readonly Class[], rows: number): void {
  const column = `encodeTable: the target ${showValue(target)}`;
  if (classes.length === 1)
    throw new RangeError(`${column} is always ${showValue(classes[0].name)}, so there is nothing to learn`);
  if (2 * classes.length <= rows && classes.length <= MAX_CLASSES) return;
  const all = rowIndices(table.rows);
  const numeric = table.columns.filter(
    (name) => name !== target && summarizeColumn(table, name, all).cells.kind === "number",
  );
  const hint = numeric.length > 0 ? `numeric columns are ${listNames(numeric)}` : "no column is numeric";
  const example = showValue((classes.find(({ key }) => typeof key === "string") ?? classes[0]).name);
  const isCut = classes.length > MAX_VALUES;
  const count = isCut
    ? `more than ${MAX_VALUES} different values`
    : `${classes.length} different values in ${rows} rows`;
  throw new RangeError(
    `${column} has ${count}, such as ${example}: ` +
      `expected numbers, or classes with at least two rows each on average; ${hint}`,
  );
}
