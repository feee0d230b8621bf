/** Named columns of a table: plain data that says how a cell of each becomes numbers; `encodeRow` does it. */

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
  /** The formula behind the rows, for people, such as `y = 3x + 2`. Absent if it is not known. */
  readonly formula?: string;
}

/** How the cells of one column become numbers. */
export type Column = NumberColumn | CategoryColumn | TimeColumn;

/** The fields of every kind of column. */
interface ColumnBase {
  /** As in the first line of the table. */
  readonly name: string;
  /**
   * The numbers for a cell that is missing, or that cannot be read, or has a value that is not in the list. It may be one
   * number longer than other cells need: that number is 1 for such a cell, and 0 for all others. Default: such a cell is
   * rejected.
   */
  readonly unknown?: readonly number[];
}

/** A number is used as it is. */
export interface NumberColumn extends ColumnBase {
  readonly kind: "number";
  /** How its texts are read. Default: `point`. */
  readonly reading?: NumberReading;
}

/**
 * How a text becomes a number. `point`: a decimal point, with commas, apostrophes or blanks between thousands; `comma`: a
 * decimal comma, with points, apostrophes or blanks between thousands; both with a currency or percent sign. `truth`: yes, true,
 * y, t, on and 1 become 1; no, false, n, f, off and 0 become 0.
 */
export type NumberReading = "point" | "comma" | "truth";

/** A category is one-hot encoded, one number per value: 1 for the value of the row, else 0; or becomes mean targets. */
export interface CategoryColumn extends ColumnBase {
  readonly kind: "category";
  /** Each differs from the others. The empty text stands for a missing cell. */
  readonly values: readonly string[];
  /** For each value, the numbers that encode it: its mean targets. Default: the value is one-hot encoded. */
  readonly means?: readonly (readonly number[])[];
}

/** A date, with or without a time of day: the numbers of each part, in their order. */
export interface TimeColumn extends ColumnBase {
  readonly kind: "time";
  /** The order of year, month and day. */
  readonly order: DateOrder;
  /** What it is encoded to. */
  readonly parts: readonly TimePart[];
}

/** The order of year, month and day in a date. */
export type DateOrder = "ymd" | "dmy" | "mdy";

/**
 * `elapsed`: days since 1970-01-01, with fractions; `year`: with its number. The others are cyclic and become a sine and a cosine:
 * `month` is the position in the year, `weekday` in the week, `hour` in the day.
 */
export type TimePart = "elapsed" | "year" | "month" | "weekday" | "hour";

/** A row as a record, from JSON or CSV; null or an empty text is a missing cell. */
export type NamedRow = Readonly<Record<string, number | string | boolean | null>>;

/** Number of inputs that the columns are encoded to. */
export function encodedWidth(columns: readonly Column[]): number {
  return columns.reduce((width, column) => width + (column.unknown?.length ?? knownWidth(column)), 0);
}

/** Number of inputs that a cell of the column needs if it is known. */
export function knownWidth(column: Column): number {
  if (column.kind === "time") return column.parts.reduce((width, part) => width + partWidth(part), 0);
  if (column.kind === "number") return 1;
  return column.means ? (column.means[0]?.length ?? 0) : column.values.length;
}

/** Number of inputs that a part of a date is encoded to. */
function partWidth(part: TimePart): number {
  return part === "elapsed" || part === "year" ? 1 : 2;
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

/** `encodeRow`, or `encodePlainRow`. */
export type EncodeRow = (columns: readonly Column[], row: NamedRow, where: string) => readonly number[];

/**
 * Encodes a record of plain values, as `encodeRow` does: numbers, and categories from the list. It reads no texts, so that a
 * training does not carry the code that does.
 *
 * @throws RangeError for every other value.
 */
export function encodePlainRow(columns: readonly Column[], row: NamedRow, where: string): number[] {
  return columns.flatMap((column) => {
    // Every object inherits properties such as `constructor`.
    const cell = Object.hasOwn(row, column.name) ? row[column.name] : "";
    const encoded = column.kind === "number" ? typeof cell === "number" && [cell] : encodePlainCategory(column, cell);
    if (!encoded) throw new RangeError(`${where}: expected a value for "${column.name}", got "${cell}"`);
    return column.unknown?.map((_, j) => encoded[j] ?? 0) ?? encoded;
  });
}

function encodePlainCategory(column: CategoryColumn | TimeColumn, cell: NamedRow[string]): number[] | false {
  if (column.kind === "time" || column.means) return false;
  const encoded = column.values.map((value) => Number(value === String(cell)));
  return encoded.includes(1) && encoded;
}
