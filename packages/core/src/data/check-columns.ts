/** Validates columns, which may come from a file and be any value. */
import { encodedWidth, knownWidth, type Column, type Columns } from "./columns.ts";
import { classOutputs } from "./classes.ts";
import { isRecord, type UnknownRecord } from "../io/record.ts";
import { showValue } from "../spec/show-value.ts";

/**
 * Checks that columns, if there are any, fit the inputs and targets of a network.
 *
 * @param inputs number of inputs that the columns must encode to.
 * @param targets number of target names they must have; with classes, the number of columns that these take.
 * @param where starts the error messages.
 * @throws TypeError when they are not columns, RangeError when they do not fit.
 */
export function checkColumns(
  columns: unknown,
  inputs: number,
  targets: number,
  where: string,
): asserts columns is Columns | undefined {
  if (columns === undefined) return;
  const { inputs: inputColumns, targets: names, classes, formula } = isRecord(columns) ? columns : {};
  if (!Array.isArray(inputColumns) || !Array.isArray(names))
    throw new TypeError(`${where}: expected columns with lists of inputs and targets, got ${showValue(columns)}`);
  inputColumns.forEach((column: unknown, i) => {
    if (!isColumn(column))
      throw new TypeError(
        `${where}: expected column ${i + 1} with a name and kind "number", kind "category" and values, or kind "time", got ${showValue(column)}`,
      );
  });
  const width = encodedWidth(inputColumns as Column[]);
  if (width !== inputs) throw new RangeError(`${where}: expected columns for ${inputs} inputs, got ${width}`);
  if (formula !== undefined && typeof formula !== "string")
    throw new TypeError(`${where}: expected formula to be a string, got ${showValue(formula)}`);
  if (classes !== undefined) checkClasses(classes, targets, where);
  const expected = classes === undefined ? targets : 1;
  if (names.length !== expected)
    throw new RangeError(`${where}: expected names of ${expected} targets, got ${names.length}`);
  const wrong = names.findIndex((name) => typeof name !== "string");
  if (wrong >= 0)
    throw new TypeError(`${where}: expected names of targets, got ${showValue(names[wrong])} at index ${wrong}`);
}

function checkClasses(classes: unknown, targets: number, where: string): void {
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string"))
    throw new TypeError(`${where}: expected classes to be a list of names, got ${showValue(classes)}`);
  const distinct = new Set(classes).size;
  if (distinct < 2 || distinct < classes.length || classOutputs(distinct) !== targets)
    throw new RangeError(
      `${where}: expected ${targets === 1 ? 2 : targets} different classes, got ${distinct} in ${classes.length} names`,
    );
}

function isColumn(column: unknown): column is Column {
  if (!isRecord(column) || typeof column.name !== "string" || !isKnownKind(column)) return false;
  const { unknown } = column;
  const width = knownWidth(column as unknown as Column);
  return unknown === undefined || (isNumbers(unknown) && [width, width + 1].includes(unknown.length));
}

function isKnownKind({ kind, reading, values, means, order, parts }: UnknownRecord): boolean {
  const isIn = (names: readonly string[], value: unknown) => names.includes(value as string);
  switch (kind) {
    case "number":
      return isIn(["point", "comma", "truth"], reading ?? "point");
    case "category": {
      if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) return false;
      if (means === undefined) return true;
      const [first]: unknown[] = Array.isArray(means) ? means : [];
      const isMean = (list: unknown) => isNumbers(list) && list.length === (first as number[]).length;
      return Array.isArray(means) && means.length === values.length && means.every(isMean);
    }
    case "time": {
      const isPart = (part: unknown) => isIn(["elapsed", "year", "month", "weekday", "hour"], part);
      return isIn(["ymd", "dmy", "mdy"], order) && Array.isArray(parts) && parts.every(isPart);
    }
    default:
      return false;
  }
}

function isNumbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every(Number.isFinite);
}
