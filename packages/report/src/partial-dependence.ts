/**
 * Partial dependence: what a model predicts on average if one column has a given value in all rows. Friedman, Greedy Function
 * Approximation: A Gradient Boosting Machine, Annals of Statistics 29 (2001), §8.2.
 */
import { columnSpans, type Column, type Model } from "@epochal/core";

/** The values of one column, and the mean prediction for each. */
export interface Dependence {
  readonly column: string;
  /** Numbers in ascending order, or the names of categories. */
  readonly at: readonly number[] | readonly string[];
  /** For each value the mean prediction of each output. */
  readonly predicted: readonly (readonly number[])[];
}

/** Points of a column of numbers. */
const POINTS = 24;
const MAX_CATEGORIES = 12;

/** What is written into a row: the first input, and the numbers from there on. */
interface Setting {
  readonly first: number;
  readonly numbers: readonly number[];
}

/**
 * The dependence on one column; undefined for a column that has no axis: a date, or too many categories.
 * @param rows encoded rows, unscaled. The values of numbers are spread evenly over theirs.
 */
export function partialDependence(
  model: Model,
  columnIndex: number,
  rows: readonly (readonly number[])[],
): Dependence | undefined {
  const column = model.columns?.inputs[columnIndex];
  const span = model.columns ? columnSpans(model.columns.inputs)[columnIndex]! : undefined;
  const first = span?.first ?? columnIndex;
  const name = column?.name ?? `input ${columnIndex + 1}`;
  if (column?.kind === "category") {
    if (column.values.length > MAX_CATEGORIES) return undefined;
    const settings = column.values.map((_, k) => ({ first, numbers: categoryNumbers(column, k, span!.width) }));
    const at = column.values.map((value) => (value === "" ? "missing" : value));
    return { column: name, at, predicted: settings.map((setting) => meanPrediction(model, rows, setting)) };
  }
  if (column?.kind === "time") return undefined;
  const known = rows.map((row) => row[first]!).filter(Number.isFinite);
  const [min, max] = [Math.min(...known), Math.max(...known)];
  if (!(max > min)) return undefined;
  const at = Array.from({ length: POINTS }, (_, i) => min + ((max - min) * i) / (POINTS - 1));
  const numbersOf = (value: number) => [value, ...Array.from({ length: (span?.width ?? 1) - 1 }, () => 0)];
  const predicted = at.map((value) => meanPrediction(model, rows, { first, numbers: numbersOf(value) }));
  return { column: name, at, predicted };
}

function categoryNumbers({ means, values }: Column & { kind: "category" }, k: number, width: number): number[] {
  const numbers = means?.[k] ?? values.map((_, i) => Number(i === k));
  return Array.from({ length: width }, (_, j) => numbers[j] ?? 0);
}

function meanPrediction(
  model: Model,
  rows: readonly (readonly number[])[],
  { first, numbers }: Setting,
): readonly number[] {
  const changed = rows.map((row) => row.toSpliced(first, numbers.length, ...numbers));
  const predicted = model.predictFlat(Float64Array.from(changed.flat()));
  const outputs = predicted.length / rows.length;
  return Array.from({ length: outputs }, (_, j) => {
    const values = predicted.filter((_value, k) => k % outputs === j);
    return values.reduce((sum, value) => sum + value, 0) / rows.length;
  });
}
