/** Predicts every row of a table; a row that cannot be predicted gets a note in place of a prediction. */
import { showValue, type Model } from "@epochal/core";
import { clampedNotes } from "./clamped-notes.ts";
import { encodeRows, rejectionNotes } from "./encode-rows.ts";
import { listNames } from "./list-names.ts";
import type { Note } from "./note.ts";
import { indexOfColumn, rowIndices, type Table } from "./table/table.ts";

/** A model's predictions for a table. */
export interface Predictions {
  /** All outputs for each row of the table, in the target's own unit; undefined if the row cannot be predicted. */
  readonly rows: readonly (readonly number[] | undefined)[];
  /** The cells in whose place something else was used, numbers far outside the training rows, the rows without a prediction, and why. */
  readonly notes: readonly Note[];
}

/**
 * All outputs for each row. Columns that the model does not know are ignored. A cell that is missing, cannot be read or has a
 * value that training did not have counts as the model's columns say; if they do not, its row is not predicted.
 *
 * @throws TypeError when the model has no column names; RangeError when the table lacks one of its columns.
 */
export function predictTable(model: Model, table: Table): Predictions {
  if (!model.columns) throw new TypeError("predict: the model has no column names, since it was trained without them");
  const { inputs } = model.columns;
  const absent = inputs.find(({ name }) => indexOfColumn(table, name) < 0);
  if (absent)
    throw new RangeError(`predict: expected a column ${showValue(absent.name)}, got ${listNames(table.columns)}`);

  const all = rowIndices(table.rows);
  const { x, rejectedBy, notes } = encodeRows(table, inputs, all, { where: "predict" });
  const outputs = model.predictFlat(x);
  const targets = outputs.length / all.length;
  const isUsed = (i: number) => rejectedBy === undefined || rejectedBy[i] < 0;
  const rows = Array.from(all, (i) =>
    isUsed(i) ? Array.from(outputs.subarray(i * targets, (i + 1) * targets)) : undefined,
  );
  const leftOut = rejectionNotes(table, inputs, all, rejectedBy, "notPredicted");
  const clamped = clampedNotes(model, table, { x, predicted: outputs }, isUsed);
  return { rows, notes: [...(table.notes ?? []), ...notes, ...clamped, ...leftOut] };
}
