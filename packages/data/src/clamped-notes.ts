/** Notes on rows to predict that lie far outside the training rows, where a model knows nothing and its numbers are clamped. */
import { columnSpans, findClamped, type ClampedNumber, type Model } from "@epochal/core";
import { positionOf } from "./encode-rows.ts";
import type { ClampedNote } from "./note.ts";
import { indexOfColumn, type Table } from "./table/table.ts";
import { textAt } from "./table/text-column.ts";

/** Positions in a note. */
const MAX_POSITIONS = 3;

/**
 * A note for each column of numbers or dates and for each target that has clamped numbers.
 *
 * @param x the table's rows, encoded by the model's columns.
 * @param predicted the model's predictions for them.
 * @param isUsed whether the row of an index is predicted.
 */
export function clampedNotes(
  model: Model,
  table: Table,
  { x, predicted }: { readonly x: Float64Array; readonly predicted: Float64Array },
  isUsed: (row: number) => boolean,
): ClampedNote[] {
  const { inputs, targets } = model.columns!;
  const columns = columnSpans(inputs).flatMap(({ width }, k) => Array<number>(width).fill(k));
  const clamped = findClamped(model, x, predicted).filter(({ row }) => isUsed(row));
  const groups = Map.groupBy(clamped, ({ part, index }) => (part === "input" ? columns[index] : inputs.length + index));
  return Array.from(groups.keys())
    .toSorted((a, b) => a - b)
    .flatMap((k) => {
      const column = inputs[k];
      if (column?.kind === "category") return [];
      const found = groups.get(k)!;
      const name = column?.name ?? targets[k - inputs.length];
      return [noteOf(table, name, found, column?.kind !== "time")];
    });
}

function noteOf(table: Table, column: string, found: readonly ClampedNumber[], isNumber: boolean): ClampedNote {
  const rows = [...new Set(found.map(({ row }) => row))];
  const [{ part, row, limit }] = found;
  return {
    type: "clamped",
    part,
    column,
    cells: rows.length,
    rows: table.rows,
    positions: rows.slice(0, MAX_POSITIONS).map((index) => positionOf(table, index)),
    cell: part === "input" ? textAt(table.cells[indexOfColumn(table, column)], row) : "",
    ...(isNumber && { limit }),
  };
}
