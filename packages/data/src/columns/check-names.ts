/** Checks the names of columns in options. */
import { showValue } from "@epochal/core";
import { listNames } from "../list-names.ts";
import { nearestName } from "@epochal/core/nearest-name";
import { headerHint, indexOfColumn, type Table } from "../table/table.ts";

/** The columns that options name. */
interface ColumnNames {
  readonly target: string | readonly string[];
  readonly inputs?: readonly string[];
  readonly exclude?: readonly string[];
  readonly weight?: string;
}

/** @throws RangeError when a name is unknown, the target is among the inputs, or an input is given twice or not at all. */
export function checkNames({ columns }: Table, { target, inputs, exclude = [], weight }: ColumnNames): void {
  const targets = targetNames(target);
  const used = new Set([...targets, ...(inputs ?? []), ...exclude, ...(weight === undefined ? [] : [weight])]);
  for (const name of used) {
    if (name !== "" && indexOfColumn({ columns }, name) >= 0) continue;
    const unused = columns.filter((column) => !used.has(column));
    const nearest = nearestName(name, unused);
    const hint = nearest === undefined ? headerHint(columns) : `: did you mean "${nearest}"?`;
    throw new RangeError(`encodeTable: no column ${showValue(name)}; columns: ${listNames(columns)}${hint}`);
  }
  if (inputs?.length === 0) throw new RangeError("encodeTable: expected at least 1 input, got 0");
  if (targets.length === 0) throw new RangeError("encodeTable: expected at least 1 target, got 0");
  const both = targets.find((name) => inputs?.includes(name));
  if (both !== undefined) throw new RangeError(`encodeTable: "${both}" cannot be both target and input`);
  for (const name of [...targets, ...(inputs ?? [])]) {
    if (exclude.includes(name))
      throw new RangeError(`encodeTable: ${showValue(name)} cannot be both used and excluded`);
    if (name === weight)
      throw new RangeError(`encodeTable: ${showValue(name)} cannot be both used and the weight of the rows`);
  }
  for (const [kind, names] of [
    ["target", targets],
    ["input", inputs ?? []],
  ] as const) {
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new RangeError(`encodeTable: ${kind} ${showValue(twice)} is given twice`);
  }
}

/** The names of all target columns. */
export function targetNames(target: string | readonly string[]): readonly string[] {
  return typeof target === "string" ? [target] : target;
}
