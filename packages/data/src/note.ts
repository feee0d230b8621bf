/** Notes on rows and columns of a table that were not used, as data; `describeNote` puts them into words. */
import { showValue } from "@epochal/core";
import { shortenName } from "./list-names.ts";
import type { Table } from "./table.ts";

/** A row or a column of a table that was not used. */
export type Note = RowNote | ColumnNote;

/** A row that was not used because of one of its cells. */
export interface RowNote {
  readonly type: "rowLeftOut";
  /** The row's position in its source, from 1. */
  readonly line: number;
  /** What `line` counts. */
  readonly counts: Table["counts"];
  /** The column of the cell. */
  readonly column: string;
  /** The cell is missing, or no row of the other folds has its value. */
  readonly reason: "missing" | "unknownValue";
  /** The cell's text. */
  readonly cell: string;
  /** What happened to the row: not trained on, or not predicted. */
  readonly outcome: "leftOut" | "notPredicted";
}

/** A column from which a network could not learn: by number of rows, present cells and different texts. */
export type ColumnNote = { readonly type: "columnLeftOut"; readonly column: string } & (
  | { readonly reason: "missing"; readonly rows: number; readonly present: number }
  | { readonly reason: "constant" }
  | { readonly reason: "texts"; readonly present: number; readonly distinct: number }
);

/** A note in words: `line 12: mpg is missing; row left out`. */
export function describeNote(note: Note): string {
  if (note.type === "columnLeftOut") return `column ${showValue(note.column)} left out: ${describeColumn(note)}`;
  const { line, counts, column, reason, cell } = note;
  const outcome = note.outcome === "leftOut" ? "row left out" : "not predicted";
  const cause = reason === "missing" ? "is missing" : `is ${showValue(cell)}, which no other fold contains`;
  return `${counts} ${line}: ${shortenName(column)} ${cause}; ${outcome}`;
}

function describeColumn(note: ColumnNote): string {
  if (note.reason === "constant") return "all its values are the same";
  if (note.reason === "texts") return `it has ${note.distinct} different texts in ${note.present} rows`;
  if (note.present === 0) return "all its cells are missing";
  return `${note.rows - note.present} of its ${note.rows} cells are missing`;
}
