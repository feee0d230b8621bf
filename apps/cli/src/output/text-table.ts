/** A table as lines of text. */
import { cellWidth, padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";

/**
 * A line of headings, and one for each row.
 * @param rightAligned the indices of columns with numbers.
 */
export function textTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  rightAligned: ReadonlySet<number>,
): string[] {
  const all = [headings, ...rows.map((row) => row.map(printable))];
  const widths = headings.map((_, j) => all.reduce((widest, row) => Math.max(widest, cellWidth(row[j]!)), 0));
  return all.map((row) =>
    row
      .map((cell, j) => (rightAligned.has(j) ? cell.padStart(widths[j]!) : padCellsEnd(cell, widths[j]!)))
      .join("  ")
      .trimEnd(),
  );
}
