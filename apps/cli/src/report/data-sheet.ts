/** The treatment of each column, as text. */
import type { Columns } from "@epochal/core";
import { describeColumns } from "@epochal/data";
import { cellWidth, padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";

export function dataSheetLines(columns: Columns): string[] {
  const shown = describeColumns(columns);
  const names = shown.map(({ column }) => printable(column));
  const width = Math.max(12, ...names.map(cellWidth));
  return [
    "columns: what each is read as",
    ...shown.map(({ text }, i) => `${padCellsEnd(names[i]!, width)} ${printable(text)}`),
  ];
}
