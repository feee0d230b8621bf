/** Whether an input lies beyond the rows that a network was trained on: there it guesses, and no interval is known. */
import { columnSpans, type Column } from "@epochal/core";
import type { StartedEvent } from "@epochal/stream/events";
import { formatSetting } from "../numbers/format.ts";

/** A sample of many rows may miss their ends by this share of its range. */
const SAMPLED_MARGIN = 0.05;

/** In words: the first number beyond its range, or that no row is near; undefined inside the data. */
export function outsideData(started: StartedEvent, inputs: readonly number[]): string | undefined {
  const rows = sampleRows(started);
  if (rows.length === 0) return undefined;
  const names = numberColumns(started);
  const { train, validation } = started.data.rows;
  const margin = train + validation > rows.length ? SAMPLED_MARGIN : 0;
  for (const [j, value] of inputs.entries()) {
    const name = names[j];
    if (name === undefined) continue;
    const values = rows.map((row) => row[j] ?? NaN);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = margin * (high - low);
    if (value < low - room || value > high + room)
      return `outside the data: ${name} is ${formatSetting(low)} to ${formatSetting(high)} there`;
  }
  if (inputs.length > 1 && isFar(started, rows, inputs)) return "outside the data: no row is near";
  return undefined;
}

function sampleRows({ data: { sample } }: StartedEvent): readonly (readonly number[])[] {
  return [...sample.train.x, ...(sample.validation?.x ?? [])];
}

/** The names of inputs that are numbers; undefined for the codes of a category or a date. */
function numberColumns({ data }: StartedEvent): readonly (string | undefined)[] {
  const count = data.scalers.inputs.scale.length;
  const columns = data.columns?.inputs;
  if (!columns) return Array.from({ length: count }, (_, j) => (count === 1 ? "x" : `x${j + 1}`));
  const spans = columnSpans(columns);
  return columns.flatMap((column: Column, i) =>
    Array.from({ length: spans[i]!.width }, (_, j) => (column.kind === "number" && j === 0 ? column.name : undefined)),
  );
}

const spacings = new WeakMap<StartedEvent, number>();

/** Whether no row is as near as the loneliest row has its neighbour; distances are in scaled units. */
function isFar(started: StartedEvent, rows: readonly (readonly number[])[], inputs: readonly number[]): boolean {
  const { scale } = started.data.scalers.inputs;
  const distance = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(...a.map((value, j) => (value - (b[j] ?? 0)) / (scale[j] || 1)));
  const nearest = (to: readonly number[], among: readonly (readonly number[])[]) =>
    Math.min(...among.map((row) => distance(row, to)));
  let spacing = spacings.get(started);
  if (spacing === undefined) {
    spacing = Math.max(...rows.map((row, i) => nearest(row, rows.toSpliced(i, 1))));
    spacings.set(started, spacing);
  }
  return nearest(inputs, rows) > spacing;
}
