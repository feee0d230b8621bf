/** The one place where the text of a cell becomes a number. */
import { columnSpans, encodedWidth, encodeRow, type Column } from "@epochal/core";
import { indexOfColumn, locateRow, type Table } from "./table.ts";

/** 2 GB of doubles. */
const MAX_NUMBERS = 2 ** 28;

/**
 * Encodes rows of a table, `[rows, encodedWidth(columns)]` row-major, as core's `encodeRow` encodes a record, without a
 * record for each row.
 *
 * @param rows indices of the rows to encode, from 0, in this order.
 * @param where what an error begins with; the row's position follows.
 * @throws RangeError as `encodeRow` does, for the first cell that cannot be encoded, row by row; and when the rows become
 * more than 2 GB of numbers.
 */
export function encodeRows(
  table: Table,
  columns: readonly Column[],
  rows: readonly number[],
  where: string,
): Float64Array {
  const width = encodedWidth(columns);
  if (rows.length * width > MAX_NUMBERS)
    throw new RangeError(
      `${where}: expected rows of at most ${MAX_NUMBERS} numbers in all, got ${rows.length} rows of ${width}`,
    );
  const values = new Float64Array(rows.length * width);
  const encoders = columnSpans(columns).map(({ name, first }, k) => ({
    column: columns[k],
    cellIndex: indexOfColumn(table, name),
    first,
    positions: positionsOf(columns[k]),
  }));
  for (let i = 0; i < rows.length; i++) {
    const cells = table.rows[rows[i]];
    for (const { column, cellIndex, first, positions } of encoders) {
      const cell = cells[cellIndex];
      const start = i * width + first;
      const value = positions ? positions.get(cell) : parseNumber(cell);
      if (value === undefined) {
        // The slow path: `encodeRow` encodes the cell or throws.
        const record = { [column.name]: cell };
        values.set(encodeRow([column], record, `${where}: ${locateRow(table, rows[i])}`), start);
      } else if (positions) values[start + value] = 1;
      else values[start] = value;
    }
  }
  return values;
}

/** The finite number in a cell; undefined if there is none. `Number` would read a blank cell as 0. */
function parseNumber(cell: string): number | undefined {
  const value = Number(cell);
  return Number.isFinite(value) && (value !== 0 || cell.trim() !== "") ? value : undefined;
}

/** The position of each value of a category; empty if a value is blank or occurs twice, so that `encodeRow` decides. */
function positionsOf(column: Column): ReadonlyMap<string, number> | undefined {
  if (column.kind === "number") return undefined;
  const positions = new Map(column.values.map((value, k) => [value, k]));
  const isOrdinary = positions.size === column.values.length && column.values.every((value) => value.trim() !== "");
  return isOrdinary ? positions : new Map();
}
