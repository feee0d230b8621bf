/** Encodes the texts of a column, those that are plain numbers without a string for each. */
import { createCellEncoder, type Column } from "@epochal/core";
import { numberAt, textAt, type TextColumn } from "./text-column.ts";

/** Writes the numbers of the text of a row to `to`, from index `at`; false, and nothing written, as a `CellEncoder` does. */
export type RowEncoder = (row: number, to: Float64Array, at: number) => boolean;

export function createTextEncoder(column: Column, texts: TextColumn): RowEncoder {
  const encode = createCellEncoder(column);
  if (column.kind !== "number" || (column.reading ?? "point") !== "point")
    return (row, to, at) => encode(textAt(texts, row), to, at);
  return (row, to, at) => {
    const value = numberAt(texts, row);
    if (Number.isNaN(value)) return encode(textAt(texts, row), to, at);
    to[at] = value;
    return true;
  };
}
