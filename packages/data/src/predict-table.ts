/** A model on a whole table: a row that cannot be predicted is told and not lost, errors name the line. */
import { encodeRow, type Model } from "@epochal/core";
import { isMissing } from "./missing.ts";
import { namedRows, placeOf, type Table } from "./table.ts";
import type { Note } from "./note.ts";

/** What a model says of a table. */
export interface Predictions {
  /** For each row of the table all outputs, in the target's own unit; undefined where a cell is missing. */
  readonly rows: readonly (readonly number[] | undefined)[];
  /** The rows that were not predicted, and why. */
  readonly notes: readonly Note[];
}

/**
 * All outputs for each row. Columns that the model does not know are ignored.
 *
 * @throws TypeError when the model knows no column names; RangeError when the table lacks one of its columns, a cell is no
 * number, or a category was never seen in training: `predict: line 17: expected …`.
 */
export function predictTable(model: Model, table: Table): Predictions {
  if (!model.columns)
    throw new TypeError("predict: expected a model with column names, got one that was trained without");
  const { inputs } = model.columns;
  const absent = inputs.find(({ name }) => !table.columns.includes(name));
  if (absent) throw new RangeError(`predict: expected a column "${absent.name}", got ${table.columns.join(", ")}`);

  const notes: Note[] = [];
  const encoded = namedRows(table).map((row, i) => {
    const place = placeOf(table, i);
    const gap = inputs.find(({ name }) => isMissing(String(row[name])));
    if (!gap) return encodeRow(inputs, row, `predict: ${place}`);
    const text = `${place}: ${gap.name} is missing; not predicted`;
    notes.push({ type: "rowLeftOut", line: table.lines[i], column: gap.name, text });
    return undefined;
  });
  const predicted = model.predictAll(encoded.filter((row) => row !== undefined)).values();
  return { rows: encoded.map((row) => row && predicted.next().value), notes };
}
