/** How much the network depends on each column, the most important first. */
import type { ImportanceReport } from "@epochal/core";
import { cellWidth, padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { plusMinus } from "./plus-minus.ts";

/** Columns with a line each; the last line counts the others. */
const MAX_COLUMNS = 8;
export const PARTS = { test: "test", validation: "validation", train: "training" } as const;

/** @param error what grows: `errorName`. */
/**
 * The error whose growth is the importance.
 * @param targets the number of target columns; the errors of several are in standard deviations.
 */
export function errorName(isClass: boolean, targets: number): string {
  if (isClass) return "log loss";
  return targets === 1 ? "RMSE" : "RMSE (in standard deviations)";
}

export function importanceLines({ part, rows, columns }: ImportanceReport, error: string): string[] {
  const shown = columns.slice(0, MAX_COLUMNS);
  const names = shown.map(({ column }) => printable(column));
  const rest = columns.length - shown.length;
  const width = Math.max(12, ...names.map(cellWidth));
  const figures = plusMinus(shown.map(({ growth, deviation }) => [growth, deviation]));
  return [
    `importance: how much the ${error} on ${rows} ${PARTS[part]} rows grows when a column is shuffled`,
    ...names.map((name, i) => `${padCellsEnd(name, width)} ${figures[i]}`),
    ...(rest > 0 ? [`… and ${rest} less important ${rest === 1 ? "column" : "columns"}`] : []),
  ];
}
