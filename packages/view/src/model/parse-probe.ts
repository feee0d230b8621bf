/** Parses an input for the network as the viewer types it: `1.5`, `x = 1.5`, `rooms=4 area=120`. */
import { columnSpans, encodeRow, type Column } from "@epochal/core";
import type { StartedEvent } from "@epochal/stream/events";
import type { Probe } from "../settings/view-settings.ts";

/** A name, an equals sign, and a value, in quotes if it has blanks. */
const ASSIGNMENT = /\s*([^=]+?)\s*=\s*("[^"]*"|[^\s,]+)[\s,]*/gy;

/**
 * The probe that was typed. Inputs that are not named get the mean of the sample rows, or their most frequent category.
 * @throws RangeError for an unknown input name, an invalid value, or the wrong number of values without names.
 */
export function parseProbe(text: string, started: StartedEvent): Probe {
  const columns = inputsOf(started);
  const typed = text.includes("=") ? readNamed(text, columns) : readPlain(text, columns);
  const names = Object.keys(typed);
  const typical = typicalRow(columns, started);
  const spans = columnSpans(columns);
  const inputs = columns.flatMap((column, i) => {
    const { first, width } = spans[i]!;
    return Object.hasOwn(typed, column.name)
      ? encodeRow([column], typed, "probe")
      : typical.slice(first, first + width);
  });
  const quoted = (value = "") => (/[\s,]/.test(value) ? `"${value}"` : value);
  const equals = names.length === 1 ? " = " : "=";
  return { text: names.map((name) => `${name}${equals}${quoted(typed[name])}`).join(" "), inputs };
}

/** Columns without names are called `x`, or `x1`, `x2` … */
function inputsOf({ data }: StartedEvent): readonly Column[] {
  const count = data.scalers.inputs.scale.length;
  const nameless = (_: unknown, i: number): Column => ({ name: count === 1 ? "x" : `x${i + 1}`, kind: "number" });
  return data.columns?.inputs ?? Array.from({ length: count }, nameless);
}

function readNamed(text: string, columns: readonly Column[]): Readonly<Record<string, string>> {
  const row: Record<string, string> = {};
  let end = 0;
  for (const [match, name = "", value = ""] of text.matchAll(ASSIGNMENT)) {
    if (!columns.some((column) => column.name === name)) {
      throw new RangeError(`probe: expected an input among ${listOf(columns)}, got "${name}"`);
    }
    row[name] = value.replaceAll('"', "");
    end += match.length;
  }
  const rest = text.slice(end).trim();
  if (rest !== "") throw new RangeError(`probe: expected name = value, got "${rest}"`);
  return row;
}

/** A value for each input, in the order of the columns. */
function readPlain(text: string, columns: readonly Column[]): Readonly<Record<string, string>> {
  const values = text.split(/[\s,]+/).filter((value) => value !== "");
  if (values.length !== columns.length) {
    const wanted =
      columns.length === 1 ? "a value" : `some of ${listOf(columns)} by name, such as ${columns[0]?.name} = 1`;
    throw new RangeError(`probe: expected ${wanted}, got "${text}"`);
  }
  return Object.fromEntries(columns.map(({ name }, i) => [name, values[i]!]));
}

/** The means of the sample rows; a category has its most frequent value. */
function typicalRow(columns: readonly Column[], { data }: StartedEvent): number[] {
  const rows = data.sample.train.x;
  const meanOf = (j: number) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / Math.max(1, rows.length);
  return columnSpans(columns).flatMap(({ first, width }, i) => {
    const means = Array.from({ length: width }, (_, j) => meanOf(first + j));
    const column = columns[i]!;
    if (column.kind !== "category" || column.means) return means;
    const mostFrequent = means.indexOf(Math.max(...means));
    return means.map((_, j) => (j === mostFrequent ? 1 : 0));
  });
}

function listOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(", ");
}
