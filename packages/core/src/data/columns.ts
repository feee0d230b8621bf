/** Named columns, and how a record becomes a row of numbers. */

/** A number is used as it is; a category is one-hot encoded: one number per value, 1 for the value of the row, else 0. */
export type Column =
  | { readonly name: string; readonly kind: "number" }
  | { readonly name: string; readonly kind: "category"; readonly values: readonly string[] };

/** The columns of a table. */
export interface Columns {
  /** The input columns, in the order of a row's numbers. */
  readonly inputs: readonly Column[];
  /** Names of the targets. */
  readonly targets: readonly string[];
  /**
   * The classes of the one target, at least two. Two are one number, the probability of the second; more are one number
   * each. Absent if the targets are numbers.
   */
  readonly classes?: readonly string[];
}

/** A row as a record, from JSON or CSV. */
export type NamedRow = Readonly<Record<string, number | string>>;

/** Number of inputs that the columns are encoded to. */
export function encodedWidth(columns: readonly Column[]): number {
  return columns.reduce((width, column) => width + (column.kind === "number" ? 1 : column.values.length), 0);
}

/** The position of a column in an encoded row. */
export interface ColumnSpan {
  /** Name of the column. */
  readonly name: string;
  /** Index of its first number, from 0. */
  readonly first: number;
  /** Number of inputs it is encoded to. */
  readonly width: number;
}

/** The position of each column in an encoded row. */
export function columnSpans(columns: readonly Column[]): ColumnSpan[] {
  let end = 0;
  return columns.map((column) => {
    const width = encodedWidth([column]);
    end += width;
    return { name: column.name, first: end - width, width };
  });
}

/**
 * Encodes a record as inputs, in the order of `columns`. Ignores additional properties of `row`.
 *
 * @param where starts the error messages, such as `predict: row 3`.
 * @throws RangeError when a column is missing, a number is invalid, or a category has an unknown value.
 */
export function encodeRow(columns: readonly Column[], row: NamedRow, where: string): number[] {
  return columns.flatMap((column) => {
    // Every object inherits properties such as `constructor`.
    const cell = Object.hasOwn(row, column.name) ? row[column.name] : undefined;
    // Missing values are null in JSON and blank in CSV; `Number` would turn both into 0.
    if (String(cell ?? "").trim() === "")
      throw new RangeError(`${where}: expected a value for "${column.name}", got none`);
    if (column.kind === "number") {
      const value = typeof cell === "number" ? cell : Number(cell);
      if (!Number.isFinite(value))
        throw new RangeError(`${where}: expected a number for "${column.name}", got "${cell}"`);
      return [value];
    }
    if (!column.values.includes(String(cell)))
      throw new RangeError(
        `${where}: expected "${column.name}" to be one of ${column.values.join(", ")}, got "${cell}"`,
      );
    return column.values.map((value) => (value === String(cell) ? 1 : 0));
  });
}
