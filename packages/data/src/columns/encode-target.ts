/** The target's column becomes the numbers to predict. */
import { createCellEncoder, isMissing, showValue, type NumberColumn } from "@epochal/core";
import { summarizeColumn } from "./summarize-column.ts";
import { positionOf } from "../encode-rows.ts";
import { listNames } from "../list-names.ts";
import type { Note, RowNote } from "../note.ts";
import { readingNotes } from "./plan-column.ts";
import { indexOfColumn, locateRow, rowIndices, type Table } from "../table.ts";

/** The rows that have a target, and their targets. */
export interface EncodedTarget {
  /** Indices of the rows in the table. */
  readonly rows: Uint32Array;
  /** `[rows, outputs]` row-major. */
  readonly y: Float64Array;
  readonly outputs: number;
  readonly notes: readonly Note[];
}

/** @throws RangeError when most cells of the target are no numbers, or all are missing. */
export function encodeTarget(table: Table, target: string): EncodedTarget {
  const all = rowIndices(table.rows.length);
  const summary = summarizeColumn(table, target, all);
  if (summary.present === 0) throw new RangeError(`encodeTable: every cell of the target "${target}" is missing`);
  if (summary.cells.kind !== "number") throw targetError(table, target, summary.firstText!, all);
  const { kind: _, ...reading } = summary.cells;
  const column: NumberColumn = { name: target, kind: "number", ...reading };
  const encode = createCellEncoder(column);
  const j = indexOfColumn(table, target);
  const y = new Float64Array(all.length);
  const rows = new Uint32Array(all.length);
  const leftOut: RowNote[] = [];
  let count = 0;
  for (const row of all) {
    const cell = table.rows[row][j];
    if (encode(cell, y, count)) rows[count++] = row;
    else {
      const reason = isMissing(cell) ? "missing" : "unreadable";
      leftOut.push({ type: "rowLeftOut", ...positionOf(table, row), column: target, reason, cell, outcome: "leftOut" });
    }
  }
  const notes = [...readingNotes(column, summary), ...leftOut];
  return { rows: rows.slice(0, count), y: y.slice(0, count), outputs: 1, notes };
}

function targetError(
  table: Table,
  target: string,
  { row, cell }: { row: number; cell: string },
  all: Uint32Array,
): Error {
  const others = table.columns.filter(
    (name) => name !== target && summarizeColumn(table, name, all).cells.kind === "number",
  );
  const hint = others.length > 0 ? `numeric columns are ${listNames(others)}` : "no column is numeric";
  const where = `column ${showValue(target)}, ${locateRow(table, row)}`;
  return new RangeError(`encodeTable: expected a number in ${where}, got ${showValue(cell)}: ${hint}`);
}
