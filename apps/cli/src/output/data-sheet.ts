/** The treatment of each column, as text. */
import type { Columns } from "@epochal/core";
import { describeColumns } from "@epochal/data";
import { cellWidth, padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";

/** Columns with a line each; the last line counts the others. */
const MAX_COLUMNS = 8;

export function dataSheetLines(columns: Columns): string[] {
  const shown = describeColumns({ ...columns, inputs: columns.inputs.slice(0, MAX_COLUMNS) });
  const names = shown.map(({ column }) => printable(column));
  const width = Math.max(12, ...names.map(cellWidth));
  const rest = columns.inputs.length - shown.length;
  return [
    "columns: what each is read as",
    ...shown.map(({ text }, i) => `${padCellsEnd(names[i]!, width)} ${printable(text)}`),
    ...(rest > 0 ? [`… and ${rest} more ${rest === 1 ? "column" : "columns"}`] : []),
  ];
}
