/** Descriptions of the inputs and outputs of an exported model. */
import type { ModelJson } from "../model/model.ts";

/** A phrase for each number of an encoded row: `"area"`, or `1 if "city" is "Bern", else 0`. */
export function inputNames({ columns, network }: ModelJson): string[] {
  if (!columns) return Array.from({ length: network.inputs }, (_, i) => `input ${i + 1}`);
  return columns.inputs.flatMap((column) => {
    const name = JSON.stringify(column.name);
    if (column.kind === "number") return [name];
    return column.values.map((value) => `1 if ${name} is ${JSON.stringify(value)}, else 0`);
  });
}

/** A name for each predicted number: `"price"`. */
export function targetNames({ columns, scalers }: ModelJson): string[] {
  if (!columns) return scalers.targets.scale.map((_, j) => `target ${j + 1}`);
  return columns.targets.map((name) => JSON.stringify(name));
}
