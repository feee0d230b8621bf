/** How much the network depends on each column, the most important first. */
import type { ImportanceReport } from "@epochal/core";
import { cellWidth, padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { plusMinus } from "../output/plus-minus.ts";

/**
 * The error whose growth is the importance.
 * @param targets the number of target columns; the errors of several are in standard deviations of each.
 */
export function errorName(isClass: boolean, targets: number): string {
  if (isClass) return "log loss";
  return targets === 1 ? "RMSE" : "RMSE in deviations";
}

/**
 * @param error what grows: `errorName`.
 * @param maxColumns with a line each; the last line counts the others.
 */
export function importanceLines({ columns }: ImportanceReport, error: string, maxColumns = Infinity): string[] {
  const shown = columns.slice(0, maxColumns);
  const names = shown.map(({ column }) => printable(column));
  const rest = columns.length - shown.length;
  const width = Math.max(12, ...names.map(cellWidth));
  const figures = plusMinus(shown.map(({ growth, deviation }) => [growth, deviation]));
  return [
    `importance: growth of the ${error} when a column is shuffled`,
    ...names.map((name, i) => `${padCellsEnd(name, width)} ${figures[i]}`),
    ...(rest > 0 ? [`… and ${rest} less important ${rest === 1 ? "column" : "columns"}`] : []),
  ];
}
