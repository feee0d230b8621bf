/** How a column becomes numbers, learned from the rows of a training: a `Column`, and notes on what is not obvious. */
import { isMissing, knownWidth, readDate, readNumber } from "@epochal/core";
import type { CategoryColumn, Column, NumberColumn, TimeColumn, TimePart } from "@epochal/core";
import { MAX_VALUES, type ColumnNote, type Note } from "../note.ts";
import { evenlySpaced } from "../table/evenly-spaced.ts";
import { createTextEncoder } from "../table/text-encoder.ts";
import { indexOfColumn, rowIndices, type Table } from "../table/table.ts";
import { textAt } from "../table/text-column.ts";
import { MIN_ROWS_OF_VALUE, summarizeColumn, type ColumnSummary } from "./summarize-column.ts";
import { targetMeans, type ValueTargets } from "./target-means.ts";

/** The rows to learn from. */
export interface LearningRows {
  /** Indices of the rows in the table. */
  readonly rows: Uint32Array;
  /** Their targets, `[rows, outputs]`. */
  readonly y: Float64Array;
  readonly outputs: number;
}

export interface ColumnPlan {
  /** Undefined if nothing can be learned from the column. */
  readonly column?: Column;
  readonly notes: readonly Note[];
}

export interface PlanOptions {
  /** The column was asked for: it is used, even if little can be learned from it. */
  readonly isGiven: boolean;
  /** Rows with missing cells are left out, so that columns with many of them are not worth it. */
  readonly dropsRows: boolean;
}

/** One number per value costs a weight each; beyond this, the mean target of a value says almost as much in one number. */
const MAX_ONE_HOT = 100;
/** Standard errors by which the mean target of rows without a value must differ, so that their absence becomes an input. */
const MIN_DIFFERENCE = 3;
/** Cells from which a median is taken: more change it little. */
const SAMPLE = 10_000;

/** A plan for the column `name`. */
export function planColumn(table: Table, name: string, learning: LearningRows, options: PlanOptions): ColumnPlan {
  const summary = summarizeColumn(table, name, learning.rows);
  const { present, isConstant, cells } = summary;
  const rows = learning.rows.length;
  if (!options.isGiven) {
    const enough = options.dropsRows ? rows / 2 : Math.min(MIN_ROWS_OF_VALUE, rows);
    if (present < enough || present === 0)
      return { notes: [{ type: "columnLeftOut", column: name, reason: "missing", rows, present }] };
    if (isConstant && (options.dropsRows || rows - present < MIN_ROWS_OF_VALUE))
      return { notes: [leftOutAsConstant(name)] };
  }
  const hasOneValue = isConstant && present > 0 && present < rows && !options.dropsRows;
  if (cells.kind === "category" || hasOneValue) return planCategory(table, summary, learning, options);
  const { kind: _, ...reading } = cells;
  const known: NumberColumn | TimeColumn =
    cells.kind === "number"
      ? { name, kind: "number", ...reading }
      : { name, kind: "time", order: cells.order, parts: ["elapsed", "year", "month", "weekday", "hour"] };
  return {
    column: withUnknown(
      table,
      known.kind === "time" ? keepVaryingParts(table, known, learning) : known,
      learning,
      summary,
    ),
    notes: readingNotes(known, summary),
  };
}

/** The column with the median of each of its numbers for unknown cells, and an indicator if these rows differ in the target. */
function withUnknown<Known extends NumberColumn | TimeColumn>(
  table: Table,
  column: Known,
  learning: LearningRows,
  { present, firstText }: ColumnSummary,
): Known {
  const isComplete = present === learning.rows.length && !firstText;
  const { values, isKnown } = encodeColumn(
    table,
    column,
    isComplete ? evenlySpaced(learning.rows, SAMPLE) : learning.rows,
  );
  const width = knownWidth(column);
  const medians = Array.from({ length: width }, (_, k) => median(values, isKnown, k, width));
  return { ...column, unknown: !isComplete && differsInTarget(isKnown, learning) ? [...medians, 1] : medians };
}

function encodeColumn(table: Table, column: Column, rows: Uint32Array): { values: Float64Array; isKnown: Uint8Array } {
  const width = knownWidth(column);
  const encode = createTextEncoder(column, table.cells[indexOfColumn(table, column.name)]);
  const values = new Float64Array(rows.length * width);
  const isKnown = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) isKnown[i] = encode(rows[i], values, i * width) ? 1 : 0;
  return { values, isKnown };
}

/** The median of every `width`-th value from `first`, from evenly spaced known rows; 0 if there is none. */
function median(values: Float64Array, isKnown: Uint8Array, first: number, width: number): number {
  const sample: number[] = [];
  const stride = Math.max(1, isKnown.length / SAMPLE);
  for (let i = 0; i < isKnown.length; i += stride) {
    const row = Math.floor(i);
    if (isKnown[row]) sample.push(values[row * width + first]);
  }
  const sorted = Float64Array.from(sample).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Whether the mean of a target differs between known and unknown rows beyond chance (Welch's statistic with one variance). */
function differsInTarget(isKnown: Uint8Array, { y, outputs }: LearningRows): boolean {
  const rows = isKnown.length;
  const known = isKnown.reduce((sum, value) => sum + value, 0);
  const unknown = rows - known;
  if (Math.min(known, unknown) < MIN_ROWS_OF_VALUE) return false;
  for (let k = 0; k < outputs; k++) {
    let [sum, squares, sumOfKnown] = [0, 0, 0];
    const origin = y[k];
    for (let i = 0; i < rows; i++) {
      const value = y[i * outputs + k] - origin;
      sum += value;
      squares += value * value;
      if (isKnown[i]) sumOfKnown += value;
    }
    const variance = squares / rows - (sum / rows) ** 2;
    const difference = sumOfKnown / known - (sum - sumOfKnown) / unknown;
    if (difference ** 2 > MIN_DIFFERENCE ** 2 * variance * (1 / known + 1 / unknown)) return true;
  }
  return false;
}

/** Only the parts that are not the same in all rows; at least the elapsed time. */
function keepVaryingParts(table: Table, column: TimeColumn, { rows }: LearningRows): TimeColumn {
  const varies = (part: TimePart) => {
    const one: TimeColumn = { ...column, parts: [part] };
    const { values, isKnown } = encodeColumn(table, one, rows);
    const width = knownWidth(one);
    const first = isKnown.indexOf(1);
    return isKnown.some((known, i) => known === 1 && Math.abs(values[i * width] - values[first * width]) > 1e-9);
  };
  const parts = column.parts.filter(varies);
  return { ...column, parts: parts.length > 0 ? parts : ["elapsed"] };
}

export function readingNotes(column: NumberColumn | TimeColumn, { firstText }: ColumnSummary): Note[] {
  if (!firstText) return [];
  const { cell } = firstText;
  const read = { type: "columnRead", column: column.name, cell } as const;
  if (column.kind === "number") {
    const { reading: as = "point" } = column;
    const value = readNumber(cell, as);
    return Number.isFinite(value) ? [{ ...read, as, value }] : [];
  }
  const date = readDate(cell, column.order);
  if (!date) return [];
  const two = (part: number) => String(part).padStart(2, "0");
  return [{ ...read, as: column.order, value: `${date.year}-${two(date.month)}-${two(date.day)}` }];
}

/** Values with enough rows are kept, a missing cell being one; the others together are one, if they have enough rows. */
function planCategory(
  table: Table,
  { name, isConstant }: ColumnSummary,
  learning: LearningRows,
  options: PlanOptions,
): ColumnPlan {
  const { rows } = learning;
  const counts = countValues(table, name, rows, options.dropsRows);
  if (counts.size > MAX_VALUES) return { notes: [leftOutAsTexts(table, name)] };
  const total = Array.from(counts.values()).reduce((sum, count) => sum + count, 0);
  let kept = Array.from(counts.keys()).filter((value) => counts.get(value)! >= MIN_ROWS_OF_VALUE);
  const keptRows = kept.reduce((sum, value) => sum + counts.get(value)!, 0);
  const isTooRare =
    kept.length === 0 || 2 * keptRows < total || (kept.length === 1 && total - keptRows < MIN_ROWS_OF_VALUE);
  if (isTooRare) {
    if (!options.isGiven) return { notes: [isConstant ? leftOutAsConstant(name) : leftOutAsTexts(table, name)] };
    kept = Array.from(counts.keys());
  }
  const values = kept.toSorted();
  const notes: Note[] = [];
  const named = values.reduce((sum, value) => sum + counts.get(value)!, 0);
  const joined = total - named;
  if (joined >= MIN_ROWS_OF_VALUE)
    notes.push({
      type: "valuesJoined",
      column: name,
      values: counts.size - values.length,
      rows: joined,
      kept: values.length,
    });
  if (values.length > MAX_ONE_HOT && !isTooRare) {
    notes.push({ type: "valuesAveraged", column: name, values: values.length });
    return { column: withMeans(table, { name, kind: "category", values }, learning), notes };
  }
  const shares = values.map((value) => counts.get(value)! / named);
  const unknown = joined >= MIN_ROWS_OF_VALUE ? [...values.map(() => 0), 1] : shares;
  return { column: { name, kind: "category", values, unknown }, notes };
}

function leftOutAsConstant(column: string): ColumnNote {
  return { type: "columnLeftOut", column, reason: "constant" };
}

/** Counts the texts of all rows, as a person would; beyond `MAX_VALUES` only that there are more. */
function leftOutAsTexts(table: Table, column: string): ColumnNote {
  const { size: distinct } = countValues(table, column, rowIndices(table.rows), true);
  const texts = table.cells[indexOfColumn(table, column)];
  let present = 0;
  for (let row = 0; row < table.rows; row++) if (!isMissing(textAt(texts, row))) present += 1;
  return { type: "columnLeftOut", column, reason: "texts", present, distinct: Math.min(distinct, MAX_VALUES + 1) };
}

/**
 * The number of rows of each value; the empty text stands for missing cells. More than `MAX_VALUES` are not counted: the map of
 * millions of texts can be larger than the heap of a thread.
 */
function countValues(table: Table, name: string, rows: Uint32Array, dropsRows: boolean): Map<string, number> {
  const texts = table.cells[indexOfColumn(table, name)];
  const counts = new Map<string, number>();
  for (const row of rows) {
    const cell = textAt(texts, row);
    const value = isMissing(cell) ? "" : cell;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    // One more, as the empty text may be among them.
    if (counts.size > MAX_VALUES + 1) break;
  }
  if (dropsRows) counts.delete("");
  return counts;
}

function withMeans(table: Table, column: CategoryColumn, learning: LearningRows): CategoryColumn {
  const averages = valueTargets(table, column, learning).map((targets) => targetMeans(targets));
  return {
    ...column,
    means: column.values.map((_, k) => averages.map(({ means }) => means[k])),
    unknown: averages.map(({ prior }) => prior),
  };
}

/** What the means of a category are computed from: for each target, all rows. */
export function valueTargets(table: Table, column: CategoryColumn, { rows, y, outputs }: LearningRows): ValueTargets[] {
  const texts = table.cells[indexOfColumn(table, column.name)];
  const positions = new Map(column.values.map((value, k) => [value, k]));
  const indices = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const cell = textAt(texts, rows[i]);
    indices[i] = positions.get(isMissing(cell) ? "" : cell) ?? -1;
  }
  const { length: count } = column.values;
  return Array.from({ length: outputs }, (_, output) => ({ y, outputs, output, indices, count }));
}
