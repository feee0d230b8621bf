/** Notes on how a table was read and used, as data; `describeNote` puts them into words. */
import { showValue, type DateOrder, type NumberReading } from "@epochal/core";
import { shortenName } from "./list-names.ts";

/** A cell, row or column that was changed or not used. */
export type Note =
  | RowNote
  | ColumnNote
  | CellsNote
  | ClampedNote
  | ReadingNote
  | ValuesNote
  | LayoutNote
  | TargetNote
  | SplitNote;

/** A row that was not used because of one of its cells. */
export interface RowNote extends Position {
  readonly type: "rowLeftOut";
  /** The column of the cell. */
  readonly column: string;
  /** The cell is missing, is not what the column holds, or has a value that training did not have. */
  readonly reason: CellReason;
  /** The cell's text. */
  readonly cell: string;
  /** What happened to the row: not trained on, or not predicted. */
  readonly outcome: "leftOut" | "notPredicted";
}

/** Why a cell is not used as it is. */
export type CellReason = "missing" | "unreadable" | "unknownValue";

/** The position of a row in its source, from 1. */
export interface Position {
  /** The line of the file, or the number of the row. */
  readonly line: number;
  /** What `line` counts. */
  readonly counts: "line" | "row";
}

/** Different texts of a column that are counted at most: a column with more is left out. */
export const MAX_VALUES = 100_000;

/**
 * A column from which a network could not learn, or not more than from another: by number of rows, present cells and different texts, which
 * are `MAX_VALUES + 1` if there are more.
 */
export type ColumnNote = { readonly type: "columnLeftOut"; readonly column: string } & (
  | { readonly reason: "missing"; readonly rows: number; readonly present: number }
  | { readonly reason: "constant" }
  | { readonly reason: "duplicate"; readonly original: string }
  | { readonly reason: "texts"; readonly present: number; readonly distinct: number }
);

/** Cells of a column in whose place something else was used. */
export interface CellsNote {
  readonly type: "cellsReplaced";
  /** Its name. */
  readonly column: string;
  /** Why the cells are not used. */
  readonly reason: CellReason;
  /** Number of such cells, of `rows` rows. */
  readonly cells: number;
  /** Number of rows. */
  readonly rows: number;
  /** The first few. */
  readonly positions: readonly Position[];
  /** The text of the first. */
  readonly cell: string;
  /** What they count as: a typical number or date, the rows' average of a category, or a value of its own. */
  readonly by: "typical" | "average" | "other";
  /** The typical number. */
  readonly value?: number;
}

/** Rows to predict whose cell, or whose prediction, lies so far outside the training rows that it is clamped. */
export interface ClampedNote extends Pick<CellsNote, "column" | "cells" | "rows" | "positions"> {
  readonly type: "clamped";
  /** Whether the column is an input, or the target, whose predictions are clamped. */
  readonly part: "input" | "target";
  /** The text of the first cell; empty for a target. */
  readonly cell: string;
  /** The limit that the first is replaced by; absent for dates. */
  readonly limit?: number;
}

/** A column whose texts are read as numbers or dates, with an example. */
export type ReadingNote = { readonly type: "columnRead"; readonly column: string; readonly cell: string } & (
  | { readonly as: NumberReading; readonly value: number }
  | { readonly as: DateOrder; readonly value: string }
);

/**
 * The values of a category that are too rare to learn about each: they count as one; or too many: see `CategoryColumn`. Or a
 * column that is the target itself, or the target in another unit.
 */
export type ValuesNote = { readonly column: string } & (
  | { readonly type: "valuesJoined"; readonly values: number; readonly rows: number; readonly kept: number }
  | { readonly type: "valuesAveraged"; readonly values: number }
  | { readonly type: "targetCopied" }
);

/** What was skipped in the file, as it was read. */
export type LayoutNote =
  | { readonly type: "linesSkipped"; readonly lines: number }
  | { readonly type: "encodingGuessed"; readonly encoding: string }
  | { readonly type: "emptyCellsDropped"; readonly rows: number }
  | { readonly type: "columnWithoutName"; readonly index: number; readonly column: string };

/** The classes of the target, with the number of their rows; or a target of numbers that are classes because they are 0 and 1. */
export type TargetNote = { readonly column: string } & (
  | { readonly type: "classes"; readonly classes: readonly { readonly name: string; readonly rows: number }[] }
  | { readonly type: "zeroOrOne" }
);

/** Random test rows lie between rows of the training: by a date in whose order the table is, or by groups such as patients. */
export interface SplitNote {
  /** What the random test rows lie between. */
  readonly type: "orderedInTime" | "groupsSplit";
  /** The column of the date, or of the groups. */
  readonly column: string;
}

/** A note in words: `line 12: mpg is missing; row left out`. */
export function describeNote(note: Note): string {
  switch (note.type) {
    case "rowLeftOut": {
      const outcome = note.outcome === "leftOut" ? "row left out" : "not predicted";
      return `${note.counts} ${note.line}: ${shortenName(note.column)} ${describeCell(note)}; ${outcome}`;
    }
    case "columnLeftOut":
      return `column ${showValue(note.column)} left out: ${describeColumn(note)}`;
    case "cellsReplaced":
      return describeCells(note);
    case "clamped":
      return describeClamped(note);
    case "columnRead":
      return `column ${showValue(note.column)} read as ${describeReading(note)}`;
    case "valuesJoined":
      return `column ${showValue(note.column)}: ${count(note.values, "rare value")} in ${count(note.rows, "row")} counted as one, beside ${count(note.kept, "value")}`;
    case "valuesAveraged":
      return `column ${showValue(note.column)}: ${note.values} values, each replaced by its mean target`;
    case "targetCopied":
      return `column ${showValue(note.column)} and the target lie on one straight line: is it known before the target is? If not, exclude it`;
    case "classes":
      return `${shortenName(note.column)} is one of ${describeClasses(note.classes)}`;
    case "zeroOrOne":
      return `${shortenName(note.column)} is always 0 or 1, so the model predicts these as classes, with their probability: --no-classes predicts a number`;
    case "orderedInTime":
      return `the rows are in the order of ${showValue(note.column)}: to test on the latest ones, as when predicting the future, use --split time:${shortenName(note.column)}`;
    case "groupsSplit":
      return `rows with the same ${showValue(note.column)} are in both training and test: to test on new ones, use --split group:${shortenName(note.column)}`;
    case "linesSkipped":
      return `${count(note.lines, "comment line")} above the column names skipped`;
    case "encodingGuessed":
      return `the text is not UTF-8: read as ${note.encoding}`;
    case "emptyCellsDropped":
      return `empty cells beyond the last column dropped in ${count(note.rows, "row")}`;
    case "columnWithoutName":
      return note.column === ""
        ? `column ${note.index + 1} has no name: left out`
        : `column ${note.index + 1} has no name: called ${showValue(note.column)}`;
  }
}

/** Classes with their number of rows. */
const MAX_CLASSES = 8;

function describeClasses(classes: readonly { readonly name: string; readonly rows: number }[]): string {
  const named = classes.slice(0, MAX_CLASSES).map(({ name, rows }) => `${shortenName(name)} (${count(rows, "row")})`);
  const more = classes.length > MAX_CLASSES ? ` and ${classes.length - MAX_CLASSES} more` : "";
  return `${classes.length} classes: ${named.join(", ")}${more}`;
}

function describeCell({ reason, cell }: Pick<RowNote, "reason" | "cell">): string {
  if (reason === "missing") return "is missing";
  return reason === "unreadable"
    ? `is ${showValue(cell)}, which cannot be read`
    : `is ${showValue(cell)}, which training did not have`;
}

function describeCells({ column, reason, cells, rows, positions, cell, by, value }: CellsNote): string {
  const what = reason === "missing" ? "missing" : `${showValue(cell)}${cells > 1 ? " and the like" : ""}`;
  const where = positions.map(({ counts, line }) => `${counts} ${line}`).join(", ");
  const more = cells > positions.length ? ` and ${cells - positions.length} more` : "";
  const used = {
    typical: value === undefined ? "a typical value" : `its median ${Number(value.toPrecision(4))}`,
    average: "an average value",
    other: "a value of its own",
  }[by];
  return `column ${showValue(column)}: ${what} in ${cells} of ${count(rows, "row")} (${where}${more}); ${used} is used`;
}

function describeClamped({ part, column, cells, rows, positions, cell, limit }: ClampedNote): string {
  const where = positions.map(({ counts, line }) => `${counts} ${line}`).join(", ");
  const more = cells > positions.length ? ` and ${cells - positions.length} more` : "";
  const inRows = `in ${cells} of ${count(rows, "row")} (${where}${more})`;
  const most = limit === undefined ? "the nearest date that training supports" : Number(limit.toPrecision(4));
  return part === "input"
    ? `column ${showValue(column)}: ${showValue(cell)}${cells > 1 ? " and the like" : ""} ${inRows} is far outside the training rows; counts as ${most}`
    : `predictions of ${shortenName(column)} end at ${most} ${inRows}: no training row supports more`;
}

function describeColumn(note: ColumnNote): string {
  switch (note.reason) {
    case "constant":
      return "all its values are the same";
    case "duplicate":
      return `its cells are those of column ${showValue(note.original)}`;
    case "texts":
      if (note.distinct > MAX_VALUES) return `it has more than ${MAX_VALUES} different texts in ${note.present} rows`;
      return `it has ${note.distinct} different texts in ${note.present} rows`;
    case "missing":
      if (note.present === 0) return "all its cells are missing";
      return `${note.rows - note.present} of its ${note.rows} cells are missing`;
  }
}

const ORDERS = { ymd: "year, month, day", dmy: "day, month, year", mdy: "month, day, year" } as const;

function describeReading(note: ReadingNote): string {
  const example = `${showValue(note.cell)} is ${note.value}`;
  switch (note.as) {
    case "truth":
      return `0 or 1: ${example}`;
    case "point":
      return `numbers: ${example}`;
    case "comma":
      return `numbers with a decimal comma: ${example}`;
    case "ymd":
    case "dmy":
    case "mdy":
      return `dates, ${ORDERS[note.as]}: ${example}`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
