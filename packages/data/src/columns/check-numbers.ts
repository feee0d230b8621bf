/** Checks the numbers of a table while their places in it are known. */
import { MAX_NUMBER, showValue } from "@epochal/core";
import { locateRow, type Table } from "../table/table.ts";

/**
 * Checks that a training can use the numbers.
 *
 * @param values `[rows, names]` row-major.
 * @param names for each number of a row, its column.
 * @param rows for each row, its index in the table.
 * @throws RangeError that gives the column and the line of the first number that is too large.
 */
export function checkNumbers(table: Table, values: Float64Array, names: readonly string[], rows: Uint32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]) <= MAX_NUMBER) continue;
    const place = placeOf(table, names[i % names.length], rows[Math.floor(i / names.length)]);
    throw new RangeError(
      `encodeTable: expected a number within ±${MAX_NUMBER} in ${place}, got ${values[i]}: correct it`,
    );
  }
}

/** The column and the line of a cell in words. */
export function placeOf(table: Table, column: string, row: number): string {
  return `column ${showValue(column)}, ${locateRow(table, row)}`;
}
