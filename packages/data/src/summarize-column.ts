/** What a column of texts holds: numbers, a few categories, or something a network cannot use. */
import { isMissing } from "./missing.ts";
import type { Table } from "./table.ts";

export interface ColumnSummary {
  readonly name: string;
  /** Cells that are not missing. */
  readonly present: number;
  /** Cells that are finite numbers. */
  readonly numbers: number;
  /** Cells that are numbers to people and to no program: see `hasComma`. */
  readonly withComma: number;
  /** How many different values there are. */
  readonly distinct: number;
  /** The first cell that is neither missing nor a number: its row, from 0, and its text. */
  readonly firstText?: { readonly row: number; readonly cell: string };
}

export function summarizeColumn(table: Table, name: string): ColumnSummary {
  const j = table.columns.indexOf(name);
  const values = new Set<string>();
  let present = 0;
  let numbers = 0;
  let withComma = 0;
  let firstText: ColumnSummary["firstText"];
  table.rows.forEach((cells, row) => {
    const cell = cells[j];
    if (isMissing(cell)) return;
    present += 1;
    values.add(cell);
    if (isNumber(cell)) {
      numbers += 1;
      return;
    }
    if (hasComma(cell)) withComma += 1;
    firstText ??= { row, cell };
  });
  return { name, present, numbers, withComma, distinct: values.size, ...(firstText && { firstText }) };
}

export function isNumber(cell: string): boolean {
  return cell !== "" && Number.isFinite(Number(cell));
}

/** Whether a cell is a number with a decimal comma, `3,5` or `1.234,5`, or with commas between thousands, `1,234.5`. */
export function hasComma(cell: string): boolean {
  return /^[-+]?(\d+|\d{1,3}([.' ]\d{3})+),\d+$/.test(cell) || /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell);
}

/** A column of numbers but for at most a tenth of its cells is meant to be one; the others are mistakes. */
export function isMeantAsNumbers({ present, numbers, withComma }: ColumnSummary): boolean {
  const meant = numbers + withComma;
  return meant > 0 && present - meant <= 0.1 * present;
}

/** Beyond this a network would see more categories than it can learn about. */
const MOST_CATEGORIES = 50;

/**
 * Why a network could not learn from the column, in words, or undefined when it could: too many cells are missing, all
 * values are the same, or its texts are nearly all different, as names are. A category needs 3 rows for each value.
 */
export function reasonToLeaveOut(summary: ColumnSummary, rows: number): string | undefined {
  const { present, distinct } = summary;
  if (present === 0) return "all its cells are missing";
  if (present < rows / 2) return `${rows - present} of its ${rows} cells are missing`;
  if (distinct === 1) return "all its values are the same";
  if (isMeantAsNumbers(summary)) return undefined;
  if (distinct > MOST_CATEGORIES || distinct > present / 3)
    return `it has ${distinct} different texts in ${present} rows`;
  return undefined;
}
