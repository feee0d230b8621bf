/** Columns are refused where they are none, or not those of a network. They may have come from a file, and be anything. */
import { encodedWidth, type Column, type Columns } from "./columns.ts";
import { showValue } from "../spec/show-value.ts";

/**
 * Makes sure that columns, where there are any, are those of so many inputs and targets.
 *
 * @param inputs how many numbers the columns must take together.
 * @param targets how many names they must have for what is predicted.
 * @param where what the error begins with.
 * @throws TypeError when they are none, RangeError when they do not fit.
 */
export function checkColumns(
  columns: unknown,
  inputs: number,
  targets: number,
  where: string,
): asserts columns is Columns | undefined {
  if (columns === undefined) return;
  const { inputs: ofInputs, targets: names } = isRecord(columns) ? columns : {};
  if (!Array.isArray(ofInputs) || !Array.isArray(names))
    throw new TypeError(`${where}: expected columns with lists of inputs and targets, got ${showValue(columns)}`);
  ofInputs.forEach((column: unknown, i) => {
    if (!isColumn(column))
      throw new TypeError(
        `${where}: expected input column ${i + 1} with a name and kind "number", or "category" and its values, got ${showValue(column)}`,
      );
  });
  const width = encodedWidth(ofInputs as Column[]);
  if (width !== inputs) throw new RangeError(`${where}: expected columns for ${inputs} inputs, got ${width}`);
  if (names.length !== targets)
    throw new RangeError(`${where}: expected names of ${targets} targets, got ${names.length}`);
  const wrong = names.findIndex((name) => typeof name !== "string");
  if (wrong >= 0)
    throw new TypeError(`${where}: expected names of targets, got ${showValue(names[wrong])} at index ${wrong}`);
}

function isColumn(column: unknown): column is Column {
  if (!isRecord(column) || typeof column.name !== "string") return false;
  if (column.kind === "number") return true;
  const { values } = column;
  return column.kind === "category" && Array.isArray(values) && values.every((value) => typeof value === "string");
}

function isRecord(value: unknown): value is Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
