/** The target's column becomes the numbers to predict: its own, or those of its classes. */
import { isMissing, type NumberColumn } from "@epochal/core";
import { encodeClasses } from "./encode-classes.ts";
import { summarizeColumn } from "./summarize-column.ts";
import { positionOf } from "../encode-rows.ts";
import type { EncodedTarget } from "./encoded-target.ts";
import type { Note, RowNote } from "../note.ts";
import { readingNotes } from "./plan-column.ts";
import { indexOfColumn, rowIndices, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";
import { createTextEncoder } from "../table/text-encoder.ts";

/**
 * Cells that are numbers stay numbers, unless all are 0 or 1; others, such as texts and yes or no, are classes: two become 0 and 1,
 * more are one-hot encoded.
 *
 * @param isClass whether numbers are classes, too. Default: if each is 0 or 1, and both occur.
 * @throws RangeError when all cells are missing, or there are too many classes for the rows.
 */
export function encodeTarget(table: Table, target: string, isClass?: boolean): EncodedTarget {
  const all = rowIndices(table.rows);
  const summary = summarizeColumn(table, target, all);
  if (summary.present === 0) throw new RangeError(`encodeTable: every cell of the target "${target}" is missing`);
  const { cells } = summary;
  if (isClass || cells.kind !== "number" || cells.reading === "truth") return encodeClasses(table, target, cells);
  const { kind: _, ...reading } = cells;
  const column: NumberColumn = { name: target, kind: "number", ...reading };
  const texts = table.cells[indexOfColumn(table, target)];
  const encode = createTextEncoder(column, texts);
  const y = new Float64Array(all.length);
  const rows = new Uint32Array(all.length);
  const leftOut: RowNote[] = [];
  let count = 0;
  for (const row of all) {
    if (encode(row, y, count)) rows[count++] = row;
    else {
      const cell = textAt(texts, row);
      const reason = isMissing(cell) ? "missing" : "unreadable";
      leftOut.push({ type: "rowLeftOut", ...positionOf(table, row), column: target, reason, cell, outcome: "leftOut" });
    }
  }
  if (isClass === undefined && isZeroOrOne(y.subarray(0, count))) {
    const encoded = encodeClasses(table, target, cells);
    return { ...encoded, notes: [{ type: "zeroOrOne", column: target }, ...encoded.notes] };
  }
  const notes: readonly Note[] = [...readingNotes(column, summary), ...leftOut];
  return { rows: rows.subarray(0, count), y: y.subarray(0, count), outputs: 1, notes };
}

function isZeroOrOne(y: Float64Array): boolean {
  return y.includes(0) && y.includes(1) && y.every((value) => value === 0 || value === 1);
}
