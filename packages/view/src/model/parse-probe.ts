/** Parses an input for the network as the viewer types it: `1.5`, `x = 1.5`, `rooms=4 area=120`. */
import { columnSpans, encodeRow, type Column, type NamedRow } from "@epochal/core";
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
  const inputs = encodeRow(columns, { ...typicalValues(columns, started), ...typed }, "probe");
  const quoted = (value: string | number = "") => (/[\s,]/.test(String(value)) ? `"${value}"` : String(value));
  const equals = names.length === 1 ? " = " : "=";
  return { text: names.map((name) => `${name}${equals}${quoted(typed[name])}`).join(" "), inputs };
}

/** Columns without names are called `x`, or `x1`, `x2` … */
function inputsOf({ spec, data }: StartedEvent): readonly Column[] {
  const count = spec.network.inputs;
  const nameless = (_: unknown, i: number): Column => ({ name: count === 1 ? "x" : `x${i + 1}`, kind: "number" });
  return data.columns?.inputs ?? Array.from({ length: count }, nameless);
}

function readNamed(text: string, columns: readonly Column[]): NamedRow {
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
function readPlain(text: string, columns: readonly Column[]): NamedRow {
  const values = text.split(/[\s,]+/).filter((value) => value !== "");
  if (values.length !== columns.length) {
    const wanted =
      columns.length === 1 ? "a value" : `some of ${listOf(columns)} by name, such as ${columns[0]?.name} = 1`;
    throw new RangeError(`probe: expected ${wanted}, got "${text}"`);
  }
  return Object.fromEntries(columns.map(({ name }, i) => [name, values[i]!]));
}

function typicalValues(columns: readonly Column[], { data }: StartedEvent): NamedRow {
  const rows = data.sample.train.x;
  const meanOf = (j: number) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / Math.max(1, rows.length);
  return Object.fromEntries(
    columnSpans(columns).map(({ name, first, width }, i) => {
      const means = Array.from({ length: width }, (_, j) => meanOf(first + j));
      const column = columns[i]!;
      if (column.kind === "number") return [name, means[0]!];
      return [name, column.values[means.indexOf(Math.max(...means))]!];
    }),
  );
}

function listOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(", ");
}
