/** Descriptions of the inputs and outputs of an exported model. */
import { encodedWidth, type Column } from "../data/columns.ts";
import type { ModelJson } from "../model/model.ts";

/** A phrase for each number of an encoded row: `"area"`, or `1 if "city" is "Bern", else 0`. */
export function inputNames({ columns, scalers }: ModelJson): string[] {
  if (!columns) return scalers.inputs.scale.map((_, i) => `input ${i + 1}`);
  return columns.inputs.flatMap((column) => {
    const known = knownNames(column, JSON.stringify(column.name));
    const unknown = column.kind === "category" ? "another value" : "missing";
    const hasUnknown = encodedWidth([column]) > known.length;
    return hasUnknown ? [...known, `1 if ${JSON.stringify(column.name)} is ${unknown}, else 0`] : known;
  });
}

function knownNames(column: Column, name: string): string[] {
  switch (column.kind) {
    case "number":
      return [column.reading === "truth" ? `1 if ${name} is true, else 0` : name];
    case "category":
      if (column.means) {
        const { length } = column.means[0] ?? [];
        return Array.from({ length }, (_, j) => `the mean target${length > 1 ? ` ${j + 1}` : ""} for ${name}`);
      }
      return column.values.map(
        (value) => `1 if ${name} is ${value === "" ? "missing" : JSON.stringify(value)}, else 0`,
      );
    case "time":
      return column.parts.flatMap((part) => {
        if (part === "elapsed") return [`days from 1970-01-01 to ${name}`];
        if (part === "year") return [`the year of ${name}`];
        return [`the sine of the ${part} of ${name}`, `the cosine of the ${part} of ${name}`];
      });
  }
}

/** A name for each predicted number: `"price"`, or `the probability that "species" is "gentoo"`. */
export function targetNames({ columns, scalers }: ModelJson): string[] {
  if (!columns) return scalers.targets.scale.map((_, j) => `target ${j + 1}`);
  const names = columns.targets.map((name) => JSON.stringify(name));
  const { classes } = columns;
  if (!classes) return names;
  // If there are two classes, only the second has an output.
  const outputs = scalers.targets.scale.length;
  return classes.slice(-outputs).map((one) => `the probability that ${names[0]} is ${JSON.stringify(one)}`);
}
