/** One or several target columns become the numbers to predict. */
import { showValue } from "@epochal/core";
import { encodeTarget } from "./encode-target.ts";
import type { EncodedTarget } from "./encoded-target.ts";
import type { Table } from "../table/table.ts";

/**
 * A single target may be numbers or classes, several must be numbers: an output each. Only rows with all targets are used.
 *
 * @param names at least one.
 * @throws RangeError as `encodeTarget` does, and when one of several targets is classes.
 */
export function encodeTargets(table: Table, names: readonly string[], isClass?: boolean): EncodedTarget {
  if (names.length === 1) return encodeTarget(table, names[0], isClass);
  const targets = names.map((name) => encodeTarget(table, name, isClass ?? false));
  const [first] = targets;
  const k = targets.findIndex(({ classes }) => classes);
  if (k >= 0)
    throw new RangeError(
      `encodeTable: several targets must be numbers, and ${showValue(names[k])} is classes: predict it alone`,
    );
  const positions = targets.map(({ rows }) => new Map(Array.from(rows, (row, i) => [row, i])));
  const rows = first.rows.filter((row) => positions.every((position) => position.has(row)));
  const outputs = targets.length;
  const y = new Float64Array(rows.length * outputs);
  rows.forEach((row, i) => targets.forEach((target, j) => (y[i * outputs + j] = target.y[positions[j].get(row)!])));
  const leftOut = new Set<number>();
  const notes = targets
    .flatMap((target) => target.notes)
    .filter((note) => {
      if (note.type !== "rowLeftOut") return true;
      const isNew = !leftOut.has(note.line);
      leftOut.add(note.line);
      return isNew;
    });
  return { rows, y, outputs, notes };
}
