/** What the cells of a column hold: numbers, a few categories, or nothing a network could learn from. */
import type { ColumnNote } from "./note.ts";
import { indexOfColumn, isMissing, type Table } from "./table.ts";

export interface ColumnSummary {
  readonly name: string;
  /** Cells that are not missing. */
  readonly present: number;
  /** Cells that are finite numbers. */
  readonly numbers: number;
  /** Cells that a person reads as a number and `Number` does not: see `isCommaNumber`. */
  readonly commaNumbers: number;
  /** Whether all present cells hold the same text; true if none is present. */
  readonly isConstant: boolean;
  /** The first cell that is neither missing nor a number: its row, from 0, and its text. */
  readonly firstText?: { readonly row: number; readonly cell: string };
}

export function summarizeColumn(table: Table, name: string): ColumnSummary {
  const { rows } = table;
  const j = indexOfColumn(table, name);
  let present = 0;
  let numbers = 0;
  let commaNumbers = 0;
  let first: string | undefined;
  let isConstant = true;
  let firstText: ColumnSummary["firstText"];
  for (let row = 0; row < rows.length; row++) {
    const cell = rows[row][j];
    if (isMissing(cell)) continue;
    present += 1;
    first ??= cell;
    if (isConstant && cell !== first) isConstant = false;
    if (isNumber(cell)) {
      numbers += 1;
      continue;
    }
    if (isCommaNumber(cell)) commaNumbers += 1;
    firstText ??= { row, cell };
  }
  return { name, present, numbers, commaNumbers, isConstant, ...(firstText && { firstText }) };
}

export function isNumber(cell: string): boolean {
  return cell !== "" && Number.isFinite(Number(cell));
}

/** Whether a cell is a number with a decimal comma, `3,5` or `1.234,5`, or with commas between thousands, `1,234.5`. */
export function isCommaNumber(cell: string): boolean {
  return /^[-+]?(\d+|\d{1,3}([.' ]\d{3})+),\d+$/.test(cell) || /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell);
}

/** Whether at least nine tenths of the present cells are numbers, in either notation: the other cells are then mistakes. */
export function isMostlyNumbers({ present, numbers, commaNumbers }: ColumnSummary): boolean {
  const meant = numbers + commaNumbers;
  return meant > 0 && present - meant <= 0.1 * present;
}

/** A network cannot learn about more categories than this. */
const MAX_CATEGORIES = 50;

/**
 * A note on a column from which a network could not learn; undefined if it could. More than half of its cells are
 * missing, all its values are the same, or it has more than 50 different texts or fewer than 3 rows for each of them.
 */
export function findColumnFault(table: Table, summary: ColumnSummary): ColumnNote | undefined {
  const { name: column, present, isConstant } = summary;
  const rows = table.rows.length;
  if (present < rows / 2) return { type: "columnLeftOut", column, reason: "missing", rows, present };
  if (isConstant) return { type: "columnLeftOut", column, reason: "constant" };
  if (isMostlyNumbers(summary)) return undefined;
  const distinct = countDistinct(table, column);
  if (distinct <= MAX_CATEGORIES && distinct <= present / 3) return undefined;
  return { type: "columnLeftOut", column, reason: "texts", distinct, present };
}

/** The number of different texts in a column, missing cells aside. */
function countDistinct(table: Table, name: string): number {
  const { rows } = table;
  const j = indexOfColumn(table, name);
  const values = new Set<string>();
  for (const cells of rows) if (!isMissing(cells[j])) values.add(cells[j]);
  return values.size;
}
