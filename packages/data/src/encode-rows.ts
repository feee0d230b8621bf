/** The texts of a table's rows become numbers. */
import { columnSpans, encodedWidth, isMissing, type Column } from "@epochal/core";
import { createLargeVector } from "./large-vector.ts";
import type { CellReason, CellsNote, Position, RowNote } from "./note.ts";
import { indexOfColumn, type Table } from "./table/table.ts";
import { textAt, type TextColumn } from "./table/text-column.ts";
import { createTextEncoder } from "./table/text-encoder.ts";

/** 2 GB of doubles. */
const MAX_NUMBERS = 2 ** 28;
/** Numbers that are written in sequence: half a megabyte of them; and rows, at least. */
const NUMBERS_TOGETHER = 2 ** 16;
const MIN_TOGETHER = 64;
/** Positions in a note. */
const MAX_POSITIONS = 3;

export interface EncodeRowsOptions {
  /** The beginning of error texts. */
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
  let rejectedBy: Int32Array | undefined;
  const reject = (i: number, k: number) => {
    rejectedBy ??= new Int32Array(rows.length).fill(-1);
    if (rejectedBy[i] === -1) rejectedBy[i] = k;
  };
  const writers = columnSpans(columns).map(({ name, first }, k) => {
    const column = columns[k];
    const { unknown } = column;
    const texts = table.cells[indexOfColumn(table, name)];
    const encode = createTextEncoder(column, texts);
    const replaced = createReplacedCells();
    /** Writes the numbers of the rows from index `from` to before `to`. */
    function write(from: number, to: number): void {
      for (let i = from; i < to; i++) {
        const start = i * width + first;
        if (encode(rows[i], x, start)) continue;
        const reason = reasonOf(column, textAt(texts, rows[i]));
        if (!unknown || (rejectsGaps && reason !== "unknownValue")) reject(i, k);
        else {
          for (let n = 0; n < unknown.length; n++) x[start + n] = unknown[n];
          replaced[reason].count += 1;
          if (replaced[reason].count <= MAX_POSITIONS) replaced[reason].first.push(rows[i]);
        }
      }
    }
    return { column, texts, replaced, write };
  });
  // All columns of some rows, which then lie in the processor's cache.
  const step = Math.max(MIN_TOGETHER, Math.floor(NUMBERS_TOGETHER / width));
  for (let from = 0; from < rows.length; from += step)
    for (const { write } of writers) write(from, Math.min(rows.length, from + step));
  const notes = writers.flatMap(({ column, texts, replaced }) =>
    REASONS.filter((reason) => replaced[reason].count > 0 && !(isTraining && reason === "unknownValue")).map((reason) =>
      cellsNote(table, texts, { column, reason, of: rows.length, ...replaced[reason] }),
    ),
  );
  return { x, notes, ...(rejectedBy && { rejectedBy }) };
}

const REASONS = ["missing", "unreadable", "unknownValue"] as const satisfies readonly CellReason[];

function createReplacedCells(): Record<CellReason, { count: number; first: number[] }> {
  return {
    missing: { count: 0, first: [] },
    unreadable: { count: 0, first: [] },
    unknownValue: { count: 0, first: [] },
  };
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
