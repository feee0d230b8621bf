/** The one place where the cell of a table becomes numbers. */
import { cos, sin } from "../math/sin-cos.ts";
import { columnSpans, encodedWidth } from "./columns.ts";
import type { CategoryColumn, Column, NamedRow, TimeColumn, TimePart } from "./columns.ts";
import { daysIn, daysSince1970, isMissing, readDate, readNumber, type WrittenDate } from "./read-cell.ts";

/**
 * Writes the numbers of a cell to `to`, from index `at`; false, and nothing written, if the cell is missing, cannot be read, or
 * has a value that is not in the list.
 */
export type CellEncoder = (cell: number | string | boolean, to: Float64Array | number[], at: number) => boolean;

/**
 * Encodes a record as inputs, in the order of `columns`. Ignores additional properties of `row`.
 *
 * @param where starts the error messages, such as `predict: row 3`.
 * @throws RangeError when a cell is missing, is not a number or a date, or has a value that is not in the list, and the
 * column has no numbers for such a cell.
 */
export function encodeRow(columns: readonly Column[], row: NamedRow, where: string): number[] {
  const encoded = Array<number>(encodedWidth(columns)).fill(0);
  columnSpans(columns).forEach(({ name, first }, k) => {
    // Every object inherits properties such as `constructor`.
    const cell = Object.hasOwn(row, name) ? row[name] : undefined;
    // A name that is not there is a mistake; null or an empty text is a missing cell.
    if (cell === undefined) throw new RangeError(`${where}: expected a value for "${name}", got none`);
    const column = columns[k];
    if (createCellEncoder(column)(cell ?? "", encoded, first)) return;
    if (!column.unknown) throw new RangeError(`${where}: ${describeRejection(column, cell)}`);
    column.unknown.forEach((value, j) => (encoded[first + j] = value));
  });
  return encoded;
}

/** The encoder of one column: for many cells, made once. */
export function createCellEncoder(column: Column): CellEncoder {
  switch (column.kind) {
    case "number":
      return (cell, to, at) => {
        const value = typeof cell === "number" ? cell : readNumber(String(cell), column.reading);
        if (!Number.isFinite(value)) return false;
        to[at] = value;
        return true;
      };
    case "category":
      return categoryEncoder(column.values, column.means);
    case "time":
      return timeEncoder(column);
  }
}

function categoryEncoder(values: readonly string[], means: CategoryColumn["means"]): CellEncoder {
  const indices = new Map(values.map((value, k) => [value, k]));
  return (cell, to, at) => {
    const text = String(cell);
    const index = indices.get(text) ?? (isMissing(text) ? indices.get("") : undefined);
    if (index === undefined) return false;
    if (means) means[index].forEach((mean, j) => (to[at + j] = mean));
    else to[at + index] = 1;
    return true;
  };
}

function timeEncoder({ order, parts }: TimeColumn): CellEncoder {
  return (cell, to, at) => {
    const date = readDate(String(cell), order);
    if (!date) return false;
    let index = at;
    for (const part of parts) {
      const value = partOf(date, part);
      if (part === "elapsed" || part === "year") to[index++] = value;
      else {
        to[index++] = sin(2 * Math.PI * value);
        to[index++] = cos(2 * Math.PI * value);
      }
    }
    return true;
  };
}

/** Days, the year, or the position in a cycle, from 0 to 1. */
function partOf(date: WrittenDate, part: TimePart): number {
  const { year, month, day, hour } = date;
  switch (part) {
    case "elapsed":
      return daysSince1970(date) + hour / 24;
    case "year":
      return year;
    case "month":
      return (month - 1 + (day - 1) / daysIn(year, month)) / 12;
    case "weekday":
      return ((((daysSince1970(date) + 3) % 7) + 7) % 7) / 7;
    case "hour":
      return hour / 24;
  }
}

function describeRejection(column: Column, cell: NamedRow[string]): string {
  const name = `"${column.name}"`;
  if (isMissing(String(cell ?? ""))) return `expected a value for ${name}, got none`;
  if (column.kind === "category") return `expected ${name} to be one of ${column.values.join(", ")}, got "${cell}"`;
  return `expected a ${column.kind === "number" ? "number" : "date"} for ${name}, got "${cell}"`;
}
