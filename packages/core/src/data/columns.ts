/** What the numbers of a row mean: named columns, and how a record with names becomes such a row. */

/** A number stands for itself; a category becomes one number for each of its values, 1 for the one it has and 0 for the others. */
export type Column =
  | { readonly name: string; readonly kind: "number" }
  | { readonly name: string; readonly kind: "category"; readonly values: readonly string[] };

/** What the columns of a table are called, and what they hold. */
export interface Columns {
  /** What a row is made of, in the order of its numbers. */
  readonly inputs: readonly Column[];
  /** Names of the numbers to predict. */
  readonly targets: readonly string[];
}

/** A row with names, as it comes from JSON or CSV. */
export type NamedRow = Readonly<Record<string, number | string>>;

/** How many numbers the columns take together. */
export function encodedWidth(columns: readonly Column[]): number {
  return columns.reduce((width, column) => width + (column.kind === "number" ? 1 : column.values.length), 0);
}

/** Where the numbers of a column stand in an encoded row. */
export interface ColumnSpan {
  /** The column's name. */
  readonly name: string;
  /** Place of its first number, from 0. */
  readonly first: number;
  /** How many numbers it takes. */
  readonly width: number;
}

/** The place of each column in an encoded row; several numbers of one category stand together. */
export function columnSpans(columns: readonly Column[]): ColumnSpan[] {
  let end = 0;
  return columns.map((column) => {
    const width = encodedWidth([column]);
    end += width;
    return { name: column.name, first: end - width, width };
  });
}

/**
 * The numbers a network sees of `row`, in the order of `columns`. Columns that `row` has beyond these are ignored.
 *
 * @param where what an error begins with, such as `predict: row 3`.
 * @throws RangeError when a column is missing, a number is none, or a category has a value never seen before.
 */
export function encodeRow(columns: readonly Column[], row: NamedRow, where: string): number[] {
  return columns.flatMap((column) => {
    const cell = row[column.name];
    // JSON has null and CSV has blanks for what is missing, and `Number` would make 0 of both.
    if (String(cell ?? "").trim() === "")
      throw new RangeError(`${where}: expected a value for "${column.name}", got none`);
    if (column.kind === "number") {
      const value = typeof cell === "number" ? cell : Number(cell);
      if (!Number.isFinite(value))
        throw new RangeError(`${where}: expected a number for "${column.name}", got "${cell}"`);
      return [value];
    }
    if (!column.values.includes(String(cell))) {
      throw new RangeError(
        `${where}: expected "${column.name}" to be one of ${column.values.join(", ")}, got "${cell}"`,
      );
    }
    return column.values.map((value) => (value === String(cell) ? 1 : 0));
  });
}
