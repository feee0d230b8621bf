/** A table becomes a dataset: columns are chosen by name, and cells become numbers. */
import { columnSpans, encodedWidth, takeRows } from "@epochal/core";
import type { Column, Columns, Dataset } from "@epochal/core";
import { checkNames, targetNames } from "./columns/check-names.ts";
import { checkNumbers } from "./columns/check-numbers.ts";
import { planColumn, valueTargets, type LearningRows } from "./columns/plan-column.ts";
import { outOfFoldMeans } from "./columns/target-means.ts";
import { encodeRows, rejectionNotes } from "./encode-rows.ts";
import { encodeTargets } from "./columns/encode-targets.ts";
import { takeTargets, type EncodedTarget } from "./columns/encoded-target.ts";
import { readWeights, withWeights } from "./columns/row-weights.ts";
import { listNames } from "./list-names.ts";
import { describeNote, type Note, type RowNote } from "./note.ts";
import { indexOfColumn, rowIndices, type Table } from "./table/table.ts";
import { areEqualTexts, textAt } from "./table/text-column.ts";

/** More need seconds and gigabytes for the linear model alone, whose equations are the square of it. */
const MAX_INPUTS = 10_000;

/** In fewer rows, a straight line through all of them may be chance. */
const MIN_ROWS_OF_COPY = 10;

/** The columns to predict, and those to predict from. */
export interface EncodeOptions {
  /** The column to predict: numbers, or classes, which are all other texts. Or several columns of numbers. */
  readonly target: string | readonly string[];
  /** Whether numbers in the target are classes, too. Default: if it is the only target, and all of them are 0 or 1. */
  readonly classes?: boolean;
  /** The columns to predict from. Default: all others that a network can use. */
  readonly inputs?: readonly string[];
  /** Columns not to predict from. Default: none. */
  readonly exclude?: readonly string[];
  /** A column with the weight of each row, ≥ 0. Default: all rows count equally. */
  readonly weight?: string;
  /**
   * What to do about missing cells in the inputs: `impute` replaces them by the column's median, or counts them as a
   * category of their own; `drop` leaves their rows out; `refuse` throws. Default `impute`. A row without a target is
   * always left out.
   */
  readonly missing?: "impute" | "drop" | "refuse";
  /** The most numbers that the table may become: its rows × its inputs, where a category is an input for each of its values. Default: no limit. */
  readonly maxNumbers?: number;
}

/** A table as numbers. */
export interface EncodedTable {
  /** The rows of the table that are used, in order. */
  readonly dataset: Dataset;
  /** Their indices in the table. */
  readonly rows: Uint32Array;
  /** The meaning of each of its numbers. */
  readonly columns: Columns;
  /** What was left out, replaced or read in a way that is not obvious. */
  readonly notes: readonly Note[];
}

/** From the rows that have a target, the indices of those that the columns are learned from. */
export type ChooseRows = (target: EncodedTarget) => ArrayLike<number>;

/**
 * Encodes a table. A column of numbers stays one number, however they are written; dates become their parts; other columns
 * become categories. The columns are learned from the rows: see `Column`. Empty cells, `NA`, `n/a`, `null`, `?` and the like are missing.
 *
 * @param chooseRows the rows that the columns are learned from; the others are encoded as new rows will be. Default: all.
 * @throws RangeError when a name is unknown, the target is among the inputs or has too many different texts, a number or weight cannot be
 * used, or no column or row remains.
 */
export function encodeTable(table: Table, options: EncodeOptions, chooseRows?: ChooseRows): EncodedTable {
  checkNames(table, options);
  const { missing = "impute" } = options;
  const names = targetNames(options.target);
  const weighted = options.weight === undefined ? undefined : readWeights(table, options.weight);
  const target = withWeights(encodeTargets(table, names, options.classes), weighted);
  if (!target.classes) checkNumbers(table, target.y, names, target.rows);
  // In the order of the table: rows that lie side by side in memory are read several times as fast.
  const learnedFrom = Uint32Array.from(chooseRows?.(target) ?? rowIndices(target.rows.length)).sort();
  const learning = takeLearningRows(target, learnedFrom);
  const { inputs, notes } = planInputs(table, options, learning);
  checkWidth(inputs);
  checkSize(target.rows.length, inputs, options.maxNumbers);
  const rejectsGaps = missing !== "impute";
  const encoded = encodeRows(table, inputs, target.rows, { where: "encodeTable", rejectsGaps, isTraining: true });
  writeOutOfFoldMeans(table, inputs, encoded.x, learning, learnedFrom);
  const gaps = rejectionNotes(table, inputs, target.rows, encoded.rejectedBy, "leftOut");
  if (missing === "refuse" && gaps.length > 0) throw refusal(gaps);
  const dataset: Dataset = {
    rows: target.rows.length,
    inputs: encodedWidth(inputs),
    outputs: target.outputs,
    x: encoded.x,
    y: target.y,
    ...(weighted && { weights: Float64Array.from(target.rows, (row) => weighted.weights[row]) }),
  };
  const rowNotes = [...target.notes.filter((note) => note.type === "rowLeftOut"), ...gaps];
  const complete = encoded.rejectedBy && completeRows(encoded.rejectedBy, table);
  const used = complete ? takeRows(dataset, complete) : dataset;
  const rows = complete ? complete.map((i) => target.rows[i]) : target.rows;
  const columnNames = columnSpans(inputs).flatMap(({ name, width }) => Array<string>(width).fill(name));
  checkNumbers(table, used.x, columnNames, rows);
  return {
    dataset: used,
    rows,
    columns: { inputs, targets: names, ...(target.classes && { classes: target.classes }) },
    notes: [
      ...(table.notes ?? []),
      ...target.notes.filter((note) => note.type !== "rowLeftOut"),
      ...notes,
      ...encoded.notes,
      ...findCopies(inputs, encoded.x, target.y),
      ...rowNotes.toSorted((a, b) => a.line - b.line),
    ],
  };
}

function takeLearningRows({ rows, y, outputs }: EncodedTarget, indices: Uint32Array): LearningRows {
  return { rows: indices.map((i) => rows[i]), y: takeTargets(y, outputs, indices), outputs };
}

/** The inputs that are given; by default every other column that a network can use. */
function planInputs(
  table: Table,
  { target, inputs, exclude = [], weight, missing = "impute" }: EncodeOptions,
  learning: LearningRows,
): { inputs: Column[]; notes: Note[] } {
  const unused = new Set(["", ...targetNames(target), weight, ...exclude]);
  const options = { isGiven: inputs !== undefined, dropsRows: missing !== "impute" };
  const columns: Column[] = [];
  const notes: Note[] = [];
  const findOriginal = originalFinder(table);
  for (const name of inputs ?? table.columns.filter((column) => !unused.has(column))) {
    const original = inputs ? undefined : findOriginal(name);
    if (original !== undefined) {
      notes.push({ type: "columnLeftOut", column: name, reason: "duplicate", original });
      continue;
    }
    const plan = planColumn(table, name, learning, options);
    if (plan.column) columns.push(plan.column);
    notes.push(...plan.notes);
  }
  if (columns.length === 0) {
    const only = `the table has only "${targetNames(target).join('" and "')}"`;
    const reasons = notes.length > 0 ? listNames(notes.map(describeNote), "; ") : only;
    throw new RangeError(`encodeTable: no column to learn from: ${reasons}`);
  }
  return { inputs: columns, notes };
}

/** Rows whose cells select the columns that may be equal. */
const KEY_ROWS = 20;
/** Columns to compare with: of sparse columns, thousands may be alike in the first rows. */
const MAX_ALIKE = 50;

/** A function that returns the column before with the same cells as a column in every row, if there is one. */
function originalFinder(table: Table): (name: string) => string | undefined {
  const byKey = new Map<string, string[]>();
  return (name) => {
    const texts = table.cells[indexOfColumn(table, name)];
    const first = Array.from({ length: Math.min(KEY_ROWS, table.rows) }, (_, i) => textAt(texts, i));
    const key = JSON.stringify(first);
    const alike = byKey.get(key) ?? [];
    const original = alike.find((other) => {
      const others = table.cells[indexOfColumn(table, other)];
      for (let i = 0; i < table.rows; i++) if (!areEqualTexts(texts, i, others, i)) return false;
      return true;
    });
    if (original === undefined && alike.length < MAX_ALIKE) byKey.set(key, [...alike, name]);
    return original;
  };
}

function checkWidth(inputs: readonly Column[]): void {
  const width = encodedWidth(inputs);
  if (width > MAX_INPUTS)
    throw new RangeError(
      `encodeTable: expected at most ${MAX_INPUTS} inputs, one for each number and each value of a category, ` +
        `got ${width}: choose fewer columns`,
    );
}

/** Before the numbers are made: a few characters of a cell may become a hundred numbers. */
function checkSize(rows: number, inputs: readonly Column[], maxNumbers = Infinity): void {
  const width = encodedWidth(inputs);
  if (rows * width > maxNumbers)
    throw new RangeError(
      `encodeTable: expected a table that becomes at most ${maxNumbers} numbers, ` +
        `got ${rows} rows of ${width} inputs: leave out rows, or columns of many categories`,
    );
}

/** The rows that the means are learned from get means of other rows: a row's own target must not be among its inputs. */
function writeOutOfFoldMeans(
  table: Table,
  inputs: readonly Column[],
  x: Float64Array,
  learning: LearningRows,
  learnedFrom: Uint32Array,
): void {
  const width = encodedWidth(inputs);
  columnSpans(inputs).forEach(({ first }, k) => {
    const column = inputs[k];
    if (column.kind !== "category" || !column.means) return;
    valueTargets(table, column, learning).forEach((targets, output) => {
      const means = outOfFoldMeans(targets);
      learnedFrom.forEach((row, i) => (x[row * width + first + output] = means[i]));
    });
  });
}

/** Notes on columns of numbers that are the target itself, or the target in another unit: |r| = 1. */
function findCopies(inputs: readonly Column[], x: Float64Array, y: Float64Array): Note[] {
  const width = encodedWidth(inputs);
  const rows = x.length / width;
  if (rows < MIN_ROWS_OF_COPY || y.length !== rows) return [];
  const numbers = columnSpans(inputs).filter((_, k) => inputs[k].kind === "number");
  const firsts = Uint32Array.from(numbers, ({ first }) => first);
  const [meanX, xx, xy] = [0, 1, 2].map(() => new Float64Array(numbers.length));
  let [meanY, yy] = [0, 0];
  // Welford: one pass, and exact enough for values far from 0.
  for (let i = 0; i < rows; i++) {
    const dy = y[i] - meanY;
    meanY += dy / (i + 1);
    yy += dy * (y[i] - meanY);
    for (let k = 0; k < firsts.length; k++) {
      const value = x[i * width + firsts[k]];
      const dx = value - meanX[k];
      meanX[k] += dx / (i + 1);
      xx[k] += dx * (value - meanX[k]);
      xy[k] += dx * (y[i] - meanY);
    }
  }
  return numbers
    .filter((_, k) => xy[k] * xy[k] > (1 - 1e-12) * xx[k] * yy && xx[k] > 0 && yy > 0)
    .map(({ name }) => ({ type: "targetCopied", column: name }));
}

function refusal(gaps: readonly RowNote[]): RangeError {
  const [{ column, counts, line }] = gaps as readonly [RowNote];
  return new RangeError(
    `encodeTable: cells are missing in ${gaps.length} rows, the first in column "${column}", ${counts} ${line}`,
  );
}

/** @throws RangeError when no row is complete. */
function completeRows(rejectedBy: Int32Array, table: Table): Uint32Array {
  const complete = rowIndices(rejectedBy.length).filter((i) => rejectedBy[i] < 0);
  if (complete.length > 0) return complete;
  throw new RangeError(`encodeTable: expected at least 1 row without missing cells, got 0 of ${table.rows}`);
}
