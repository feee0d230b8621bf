/** A column with the weight of each row. */
import { MAX_NUMBER, showValue } from "@epochal/core";
import { positionOf } from "../encode-rows.ts";
import type { RowNote } from "../note.ts";
import { indexOfColumn, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";
import { createTextEncoder } from "../table/text-encoder.ts";
import { placeOf } from "./check-numbers.ts";
import { takeTargets, type EncodedTarget } from "./encoded-target.ts";

interface Weights {
  /** For each row of the table; NaN if it is missing. */
  readonly weights: Float64Array;
  readonly notes: readonly RowNote[];
}

/** @throws RangeError when a weight is < 0 or too large, or none is > 0. */
export function readWeights(table: Table, name: string): Weights {
  const texts = table.cells[indexOfColumn(table, name)];
  const encode = createTextEncoder({ name, kind: "number" }, texts);
  const weights = new Float64Array(table.rows).fill(NaN);
  const notes: RowNote[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (!encode(row, weights, row)) {
      const cell = textAt(texts, row);
      const note = { type: "rowLeftOut", column: name, reason: "missing", cell, outcome: "leftOut" } as const;
      notes.push({ ...note, ...positionOf(table, row) });
    } else if (weights[row] < 0 || weights[row] > MAX_NUMBER) {
      throw new RangeError(
        `encodeTable: expected a weight from 0 to ${MAX_NUMBER} in ${placeOf(table, name, row)}, got ${weights[row]}: correct it`,
      );
    }
  }
  if (!weights.some((weight) => weight > 0))
    throw new RangeError(`encodeTable: expected a weight > 0 in column ${showValue(name)}, got none: correct it`);
  return { weights, notes };
}

/** The target without the rows that have no weight. */
export function withWeights(target: EncodedTarget, weighted: Weights | undefined): EncodedTarget {
  if (!weighted || weighted.notes.length === 0) return target;
  const { rows, y, outputs, classes } = target;
  const kept = Array.from(rows.keys()).filter((i) => !Number.isNaN(weighted.weights[rows[i]]));
  return {
    rows: Uint32Array.from(kept, (i) => rows[i]),
    y: takeTargets(y, outputs, kept),
    outputs,
    ...(classes && { classes }),
    notes: [...target.notes, ...weighted.notes],
  };
}
