/** What the cells of a column are: numbers, however they are written, dates or categories. */
import { isMissing, readDate, readNumber, type DateOrder, type NumberReading } from "@epochal/core";
import { indexOfColumn, type Table } from "../table/table.ts";
import { areEqualTexts, numberAt, textAt, type TextColumn } from "../table/text-column.ts";

/** What the cells of a column are, missing ones aside. */
export type CellKind =
  | { readonly kind: "number"; readonly reading?: NumberReading }
  | { readonly kind: "time"; readonly order: DateOrder }
  | { readonly kind: "category" };

export interface ColumnSummary {
  readonly name: string;
  /** Number of cells that are not missing. */
  readonly present: number;
  /** Whether all present cells hold the same text; true if none is present. */
  readonly isConstant: boolean;
  readonly cells: CellKind;
  /** The first cell that is neither missing nor a plain number: its row, from 0, and its text. */
  readonly firstText?: { readonly row: number; readonly cell: string };
}

/** Cells from which the kind of a column is recognised; the others are read in the same way. */
const SAMPLE = 10_000;
/** A column holds numbers or dates if at least this share of its cells do; the others are mistakes, and count as missing. */
const MIN_SHARE = 0.9;
/** A text that occurs three times among few different numbers is a value like them: 0, 1, 2, 3+. */
const MAX_FEW = 20;
export const MIN_ROWS_OF_VALUE = 3;
/** Rows that show how a table writes decimals. */
const ROWS_WITH_COMMAS = 1000;

/** @param rows indices of the rows to look at. */
export function summarizeColumn(table: Table, name: string, rows: Uint32Array): ColumnSummary {
  const texts = table.cells[indexOfColumn(table, name)];
  let plain = 0;
  let others = 0;
  let first = -1;
  let isConstant = true;
  let firstText: ColumnSummary["firstText"];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (Number.isFinite(numberAt(texts, row))) plain += 1;
    else {
      const cell = textAt(texts, row);
      if (isMissing(cell)) continue;
      others += 1;
      firstText ??= { row, cell };
    }
    if (first < 0) first = row;
    else if (isConstant) isConstant = areEqualTexts(texts, row, texts, first);
  }
  const present = plain + others;
  if (plain === present && hasPointsForThousands(table, texts, rows)) {
    const row = rows.find((one) => textAt(texts, one).includes("."))!;
    const cells = { kind: "number", reading: "comma" } as const;
    return { name, present, isConstant, cells, firstText: { row, cell: textAt(texts, row) } };
  }
  const cells = plain === present ? ({ kind: "number" } as const) : recognise(sampleCells(texts, rows));
  return { name, present, isConstant, cells, ...(firstText && { firstText }) };
}

const THOUSANDS = /^-?[1-9]\d{0,2}(?:\.\d{3})+$/;
const SMALL_INTEGER = /^-?\d{1,3}$/;

/** Whether all cells are like `1.234`, in a table that writes decimals with a comma. */
function hasPointsForThousands(table: Table, texts: TextColumn, rows: Uint32Array): boolean {
  const sample = sampleCells(texts, rows);
  if (!sample.some((cell) => THOUSANDS.test(cell))) return false;
  return sample.every((cell) => THOUSANDS.test(cell) || SMALL_INTEGER.test(cell)) && writesDecimalCommas(table, rows);
}

/** Answers of `writesDecimalCommas`, for the rows that were looked at last: every column may ask, and the answer reads all columns. */
const decimalCommas = new WeakMap<Table, { readonly rows: Uint32Array; readonly answer: boolean }>();

/** Whether most of the first cells of a column are like `3,5`. */
function writesDecimalCommas(table: Table, rows: Uint32Array): boolean {
  const known = decimalCommas.get(table);
  if (known?.rows === rows) return known.answer;
  const answer = hasDecimalCommas(table, rows.subarray(0, ROWS_WITH_COMMAS));
  decimalCommas.set(table, { rows, answer });
  return answer;
}

function hasDecimalCommas(table: Table, rows: Uint32Array): boolean {
  return table.cells.some((texts) => {
    const sample = sampleCells(texts, rows);
    const commas = sample.filter((cell) => /^-?\d+,\d+$/.test(cell) && Number.isNaN(readNumber(cell, "point"))).length;
    return sample.length > 0 && commas >= MIN_SHARE * sample.length;
  });
}

/** Evenly spaced cells that are not missing. */
function sampleCells(texts: TextColumn, rows: Uint32Array): string[] {
  const stride = Math.max(1, rows.length / SAMPLE);
  const sample: string[] = [];
  for (let i = 0; i < rows.length; i += stride) {
    const cell = textAt(texts, rows[Math.floor(i)]);
    if (!isMissing(cell)) sample.push(cell);
  }
  return sample;
}

function recognise(sample: readonly string[]): CellKind {
  const count = (isOne: (cell: string) => boolean) => sample.filter(isOne).length;
  const numbers = (reading: NumberReading) => count((cell) => Number.isFinite(readNumber(cell, reading)));
  const hasTruth = (value: number) => sample.some((cell) => readNumber(cell, "truth") === value);
  if (numbers("truth") === sample.length && hasTruth(0) && hasTruth(1)) return { kind: "number", reading: "truth" };
  const enough = MIN_SHARE * sample.length;
  const [point, comma] = [numbers("point"), numbers("comma")];
  if (Math.max(point, comma) >= enough && !hasValuesAmongNumbers(sample)) {
    const isComma = comma > point || (comma === point && sample.some(isMoneyWithPoints));
    return { kind: "number", ...(isComma && { reading: "comma" }) };
  }
  const dates = (order: DateOrder) => ({ order, count: count((cell) => readDate(cell, order) !== undefined) });
  // 1/2/2024 is American, 1.2.2024 and 1-2-2024 are not.
  const orders = sample.some((cell) => cell.includes("/")) ? (["mdy", "dmy"] as const) : (["dmy", "mdy"] as const);
  const [best] = (["ymd", ...orders] as const).map(dates).toSorted((a, b) => b.count - a.count);
  return best.count > 0 && best.count >= enough ? { kind: "time", order: best.order } : { kind: "category" };
}

/** `1.234 €` has no decimals: money has two of them, or none. */
function isMoneyWithPoints(cell: string): boolean {
  return /\p{Sc}|EUR|CHF/u.test(cell) && /\d\.\d{3}(?!\d)/.test(cell);
}

/** Whether a text that is no number occurs often among few different numbers. */
function hasValuesAmongNumbers(sample: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const cell of sample) {
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
    if (counts.size > MAX_FEW) return false;
  }
  const isText = (cell: string) =>
    !Number.isFinite(readNumber(cell, "point")) && !Number.isFinite(readNumber(cell, "comma"));
  return [...counts].some(([cell, count]) => count >= MIN_ROWS_OF_VALUE && isText(cell));
}
