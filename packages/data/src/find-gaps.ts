/** Separates complete rows of a table from rows with a missing cell. */
import type { RowNote } from "./note.ts";
import { indexOfColumn, isMissing, type Table } from "./table.ts";

/** Indices of the rows with a value in every column of `names`, and a note on the first missing cell of every other row. */
export function findGaps(
  table: Table,
  names: readonly string[],
  outcome: RowNote["outcome"],
): { complete: number[]; gaps: RowNote[] } {
  const { rows, lines, counts } = table;
  const cellIndices = names.map((name) => indexOfColumn(table, name));
  const complete: number[] = [];
  const gaps: RowNote[] = [];
  for (let i = 0; i < rows.length; i++) {
    const k = cellIndices.findIndex((j) => isMissing(rows[i][j]));
    if (k === -1) {
      complete.push(i);
      continue;
    }
    const cell = rows[i][cellIndices[k]];
    gaps.push({ type: "rowLeftOut", line: lines[i], counts, column: names[k], reason: "missing", cell, outcome });
  }
  return { complete, gaps };
}
