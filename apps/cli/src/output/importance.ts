/** What each column is worth to the network, the greatest first. */
import type { ImportanceReport } from "@epochal/core";
import { plusMinus } from "./plus-minus.ts";

/** The others are told in a line together. */
const MAX_COLUMNS = 8;
const PARTS = { test: "test", validation: "validation", train: "training" } as const;

/** @param targets how many the model has; errors of several are told in their standard deviations. */
export function importanceLines({ part, rows, columns }: ImportanceReport, targets: number): string[] {
  const error = targets === 1 ? "RMSE" : "RMSE (in standard deviations)";
  const shown = columns.slice(0, MAX_COLUMNS);
  const rest = columns.length - shown.length;
  const width = Math.max(12, ...shown.map(({ column }) => column.length));
  const figures = plusMinus(shown.map(({ growth, deviation }) => [growth, deviation]));
  return [
    `importance: how much the ${error} on ${rows} ${PARTS[part]} rows grows when a column is shuffled`,
    ...shown.map(({ column }, i) => `${column.padEnd(width)} ${figures[i]}`),
    ...(rest > 0 ? [`… and ${rest} more ${rest === 1 ? "column" : "columns"} of less importance`] : []),
  ];
}
