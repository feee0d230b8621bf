/** Predictions for the rows of a request, as plain JSON. */
import { toClassification, toClassSet, type JsonLimits, type Model, parseJson } from "@epochal/core";
import { describeNote, predictTable, tableFromRows, type JsonRow } from "@epochal/data";

/** A predicted number; the bounds are null if they are infinite, and absent without an interval. */
export interface PredictedNumber {
  readonly value: number;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** A predicted class; with an interval, also the set of classes that contains the true one with its probability. */
export interface PredictedClass {
  readonly class: string;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly set?: readonly string[];
}

/** By target. */
export type PredictedRow = Readonly<Record<string, PredictedNumber | PredictedClass>>;

export interface PredictedRows {
  /** For each row its predictions; null if it cannot be predicted. */
  readonly predictions: readonly (PredictedRow | null)[];
  /** What was replaced or clamped in the rows, and why some have no prediction. */
  readonly notes: readonly string[];
}

/** More notes than people read. */
const MAX_NOTES = 20;
/** Rows times weights of a request: some seconds, in which the server answers no other one. */
const MAX_WORK = 2e9;
/** Rows times inputs, all of which are in memory at once: a category is an input for each of its values. */
const MAX_NUMBERS = 5e6;
const LIMITS: JsonLimits = { maxDepth: 3, maxContainers: 100_000 };

/** The rows in the body of a request, a list or a single one. @throws TypeError or RangeError in one line. */
export function parseRows(text: string, model: Model): readonly unknown[] {
  const value = parseJson(text, "predict", LIMITS);
  const isRow = typeof value === "object" && value !== null && !Array.isArray(value);
  const rows = isRow ? [value] : value;
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new TypeError('predict: expected a list of rows, such as [{"weight": 3000}], got something else');
  }
  const { parameters, spec } = model.network;
  const maxRows = Math.max(1, Math.floor(Math.min(MAX_WORK / parameters.length, MAX_NUMBERS / spec.inputs)));
  if (rows.length > maxRows) throw new RangeError(`predict: expected at most ${maxRows} rows, got ${rows.length}`);
  return rows;
}

/** @param coverage the probability with which the bounds hold; undefined: no bounds. @throws RangeError if the model has none. */
export function predictRows(model: Model, rows: readonly unknown[], coverage: number | undefined): PredictedRows {
  const describe = describer(model, coverage);
  if (!model.columns) {
    const isList = (row: unknown): row is number[] =>
      Array.isArray(row) && row.every((value) => typeof value === "number");
    if (!rows.every(isList))
      throw new TypeError("predict: expected lists of numbers, as this model has no column names");
    return { predictions: model.predictAll(rows).map(describe), notes: [] };
  }
  const names = model.columns.inputs.map(({ name }) => name);
  const predicted = predictTable(model, tableFromRows(rows.map((row) => pickCells(row, names))));
  const { notes } = predicted;
  const texts = notes.slice(0, MAX_NOTES).map(describeNote);
  return {
    predictions: predicted.rows.map((row) => (row ? describe(row) : null)),
    notes: notes.length > MAX_NOTES ? [...texts, `… and ${notes.length - MAX_NOTES} more`] : texts,
  };
}

/** The cells that the model reads. A small body can name many others: together they would make a large table. */
function pickCells(row: unknown, names: readonly string[]): JsonRow {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row as JsonRow;
  const known = names.filter((name) => Object.hasOwn(row, name));
  return Object.fromEntries(known.map((name) => [name, (row as JsonRow)[name]]));
}

/** The names of the targets; of a model without columns `y`, with a number if there are several. */
export function targetNames({ columns, scalers }: Model): readonly string[] {
  const { length } = scalers.targets.scale;
  return columns?.targets ?? Array.from({ length }, (_, j) => (length === 1 ? "y" : `y${j + 1}`));
}

function describer(model: Model, coverage: number | undefined): (predicted: readonly number[]) => PredictedRow {
  const targets = targetNames(model);
  const classes = model.columns?.classes;
  // Throws before the first row if the model has no held-out errors.
  const setWidth = coverage === undefined ? undefined : model.intervalWidth(coverage);
  if (classes) {
    return (predicted) => {
      const found = toClassification(classes, predicted);
      return { [targets[0]!]: { ...found, ...(setWidth !== undefined && { set: toClassSet(found, setWidth) }) } };
    };
  }
  return (predicted) =>
    Object.fromEntries(
      predicted.map((value, j) => {
        if (coverage === undefined) return [targets[j]!, { value }];
        const width = model.intervalWidth(coverage, j, value);
        return [targets[j]!, { value, low: finite(value - width), high: finite(value + width) }];
      }),
    );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
