/** The data sheet of a model: what is done to each column. */
import type { Column, Columns } from "@epochal/core";
import { listNames, shortenName } from "../list-names.ts";

/** Values of a category in a line. */
const MAX_VALUES = 5;

const READINGS = { point: "a number", comma: "a number with a decimal comma", truth: "no or yes, as 0 or 1" } as const;
const PARTS = {
  elapsed: "days",
  year: "year",
  month: "time of the year",
  weekday: "day of the week",
  hour: "time of day",
} as const;

/** A text for each input column, in order: how its cells become numbers, and what a missing cell counts as. */
export function describeColumns({ inputs }: Columns): { readonly column: string; readonly text: string }[] {
  return inputs.map((column) => ({ column: column.name, text: `${describeKind(column)}; ${describeMissing(column)}` }));
}

function describeKind(column: Column): string {
  switch (column.kind) {
    case "number":
      return READINGS[column.reading ?? "point"];
    case "time":
      return `a date, as ${listNames(column.parts.map((part) => PARTS[part]))}`;
    case "category": {
      const { values, means } = column;
      if (means) return `one of ${values.length} values, each replaced by the mean target of its rows`;
      const shown = values.slice(0, MAX_VALUES).map((value) => (value === "" ? "missing" : shortenName(value)));
      const more = values.length > MAX_VALUES ? ` and ${values.length - MAX_VALUES} more` : "";
      return `one of ${values.length} values: ${shown.join(", ")}${more}`;
    }
  }
}

function describeMissing(column: Column): string {
  const { unknown } = column;
  if (!unknown) return "a row without it is not predicted";
  if (column.kind === "category") {
    if (column.values.includes("")) return "a missing cell is a value of its own";
    const isOther = !column.means && unknown.length > column.values.length;
    return isOther ? "others and missing cells are one value" : "a missing cell counts as the average";
  }
  const typical = column.kind === "number" ? `the median ${Number(unknown[0].toPrecision(4))}` : "a typical date";
  const width = column.kind === "number" ? 1 : undefined;
  const isMarked = width !== undefined && unknown.length > width;
  return `a missing cell counts as ${typical}${isMarked ? ", and is marked as missing" : ""}`;
}
