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

/** A line for each column, and a figure for each class: which classes the column separates. No lines for fewer than three classes. */
export function classImportanceLines({ columns }: ImportanceReport, classes: readonly string[]): string[] {
  if (!columns.some(({ ofClasses }) => ofClasses)) return [];
  const names = columns.map(({ column }) => printable(column));
  const titles = classes.map((one) => printable(one));
  const width = Math.max(12, ...names.map(cellWidth));
  const widths = titles.map((title) => Math.max(7, cellWidth(title)));
  const line = (name: string, cells: readonly string[]) =>
    `${padCellsEnd(name, width)} ${cells.map((cell, k) => " ".repeat(widths[k]! - cellWidth(cell)) + cell).join("  ")}`;
  return [
    "importance for each class against the rest",
    line("", titles),
    ...columns.map(({ ofClasses = [] }, i) =>
      line(
        names[i]!,
        ofClasses.map((growth) => growth.toFixed(3)),
      ),
    ),
  ];
}
