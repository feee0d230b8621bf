/** Predicts every row of a table; a row with a missing cell gets a note in place of a prediction. */
import { encodedWidth, showValue, type Model } from "@epochal/core";
import { encodeRows } from "./encode-rows.ts";
import { findGaps } from "./find-gaps.ts";
import { listNames } from "./list-names.ts";
import type { Note } from "./note.ts";
import { indexOfColumn, type Table } from "./table.ts";

/** A model's predictions for a table. */
export interface Predictions {
  /** All outputs for each row of the table, in the target's own unit; undefined if a cell is missing. */
  readonly rows: readonly (readonly number[] | undefined)[];
  /** The rows without a prediction, and why. */
  readonly notes: readonly Note[];
}

/**
 * All outputs for each row. Columns that the model does not know are ignored.
 *
 * @throws TypeError when the model has no column names; RangeError when the table lacks one of its columns, a cell is not
 * a number, or a category did not occur in training: `predict: line 17: expected …`.
 */
export function predictTable(model: Model, table: Table): Predictions {
  if (!model.columns) throw new TypeError("predict: the model has no column names, since it was trained without them");
  const { inputs } = model.columns;
  const absent = inputs.find(({ name }) => indexOfColumn(table, name) < 0);
  if (absent)
    throw new RangeError(`predict: expected a column ${showValue(absent.name)}, got ${listNames(table.columns)}`);

  const names = inputs.map(({ name }) => name);
  const { complete, gaps } = findGaps(table, names, "notPredicted");
  const values = encodeRows(table, inputs, complete, "predict");
  const width = encodedWidth(inputs);
  const encoded = complete.map((_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
  const rows = Array.from<readonly number[] | undefined>({ length: table.rows.length });
  model.predictAll(encoded).forEach((outputs, i) => (rows[complete[i]] = outputs));
  return { rows, notes: gaps };
}
