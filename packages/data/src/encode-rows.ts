/** The texts of a table's rows become numbers. */
import { columnSpans, encodedWidth, isMissing, type Column } from "@epochal/core";
import { createLargeVector } from "./large-vector.ts";
import type { CellReason, CellsNote, Position, RowNote } from "./note.ts";
import { indexOfColumn, type Table } from "./table/table.ts";
import { textAt, type TextColumn } from "./table/text-column.ts";
import { createTextEncoder } from "./table/text-encoder.ts";

/** 2 GB of doubles. */
const MAX_NUMBERS = 2 ** 28;
/** Positions in a note. */
const MAX_POSITIONS = 3;

export interface EncodeRowsOptions {
  /** What an error begins with. */
  readonly where: string;
  /** Rows with a missing or unreadable cell are rejected, even if the column has numbers for it. Default false. */
  readonly rejectsGaps?: boolean;
  /** The rows are those that the columns were learned from: values that are not in a list are known to be rare. Default false. */
  readonly isTraining?: boolean;
}

/** Rows as numbers. */
export interface EncodedRows {
  /** `[rows, encodedWidth(columns)]` row-major. */
  readonly x: Float64Array;
  /** For each row, the index of the first column that could not be encoded; −1 if all were. Absent if no row has such a column. */
  readonly rejectedBy?: Int32Array;
  /** The cells in whose place something else was used. */
  readonly notes: readonly CellsNote[];
}

/**
 * Encodes rows of a table as core's `encodeRow` encodes a record, without a record for each row.
 *
 * @param rows indices of the rows to encode, from 0, in this order.
 * @throws RangeError when the rows become more than 2 GB of numbers.
 */
export function encodeRows(
  table: Table,
  columns: readonly Column[],
  rows: Uint32Array,
  { where, rejectsGaps = false, isTraining = false }: EncodeRowsOptions,
): EncodedRows {
  const width = encodedWidth(columns);
  if (rows.length * width > MAX_NUMBERS)
    throw new RangeError(
      `${where}: expected rows of at most ${MAX_NUMBERS} numbers in all, got ${rows.length} rows of ${width}`,
    );
  const x = createLargeVector(rows.length * width);
  const notes: CellsNote[] = [];
  let rejectedBy: Int32Array | undefined;
  columnSpans(columns).forEach(({ name, first }, k) => {
    const column = columns[k];
    const { unknown } = column;
    const texts = table.cells[indexOfColumn(table, name)];
    const encode = createTextEncoder(column, texts);
    const replaced: Record<CellReason, number[]> = { missing: [], unreadable: [], unknownValue: [] };
    const counts: Record<CellReason, number> = { missing: 0, unreadable: 0, unknownValue: 0 };
    for (let i = 0; i < rows.length; i++) {
      const start = i * width + first;
      if (encode(rows[i], x, start)) continue;
      const reason = reasonOf(column, textAt(texts, rows[i]));
      if (!unknown || (rejectsGaps && reason !== "unknownValue")) {
        rejectedBy ??= new Int32Array(rows.length).fill(-1);
        if (rejectedBy[i] === -1) rejectedBy[i] = k;
        continue;
      }
      for (let n = 0; n < unknown.length; n++) x[start + n] = unknown[n];
      counts[reason] += 1;
      if (counts[reason] <= MAX_POSITIONS) replaced[reason].push(rows[i]);
    }
    for (const reason of ["missing", "unreadable", "unknownValue"] as const) {
      if (counts[reason] === 0 || (isTraining && reason === "unknownValue")) continue;
      const cells = { column, reason, count: counts[reason], of: rows.length, first: replaced[reason] };
      notes.push(cellsNote(table, texts, cells));
    }
  });
  return { x, notes, ...(rejectedBy && { rejectedBy }) };
}

/** A note on each row that was rejected. */
export function rejectionNotes(
  table: Table,
  columns: readonly Column[],
  rows: Uint32Array,
  rejectedBy: Int32Array | undefined,
  outcome: RowNote["outcome"],
): RowNote[] {
  const notes: RowNote[] = [];
  rejectedBy?.forEach((k, i) => {
    if (k < 0) return;
    const cell = textAt(table.cells[indexOfColumn(table, columns[k].name)], rows[i]);
    const reason = reasonOf(columns[k], cell);
    notes.push({ type: "rowLeftOut", ...positionOf(table, rows[i]), column: columns[k].name, reason, cell, outcome });
  });
  return notes;
}

export function positionOf({ lines, counts }: Table, row: number): Position {
  return { line: lines[row], counts };
}

function reasonOf({ kind }: Column, cell: string): CellReason {
  if (isMissing(cell)) return "missing";
  return kind === "category" ? "unknownValue" : "unreadable";
}

interface ReplacedCells {
  readonly column: Column;
  readonly reason: CellReason;
  readonly count: number;
  readonly of: number;
  readonly first: readonly number[];
}

function cellsNote(table: Table, texts: TextColumn, { column, reason, count, of, first }: ReplacedCells): CellsNote {
  const { name, kind, unknown = [] } = column;
  const isOther = kind === "category" && !column.means && unknown.length > column.values.length;
  return {
    type: "cellsReplaced",
    column: name,
    reason,
    cells: count,
    rows: of,
    positions: first.map((row) => positionOf(table, row)),
    cell: textAt(texts, first[0]),
    by: isOther ? "other" : kind === "category" ? "average" : "typical",
    ...(kind === "number" && { value: unknown[0] }),
  };
}
