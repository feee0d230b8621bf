/** What the recipe reaches on rows it has not learned from, estimated on every row of a table. */
import { fit, score, scoreBaselines, type MetricName, type PartReport, type Scores } from "@epochal/core";
import { planFolds, type CrossValidationOptions } from "./plan-folds.ts";
import type { Table } from "./table.ts";

/** The network, the straight line and the mean, learnt on all other folds, on the rows of one. */
export interface FoldScores extends PartReport {
  /** From 1. */
  readonly fold: number;
  /** How many there are. */
  readonly folds: number;
}

/** A mean over folds. */
export interface Estimate {
  /** Over the folds. */
  readonly mean: number;
  /** s / √k, where s is the standard deviation of the k folds' figures (with k − 1). */
  readonly standardError: number;
}

/** An estimate of each metric, by its name. */
export type Estimates = Readonly<Record<MetricName, Estimate>>;

/** How good the recipe is on rows it has not seen, in means over folds. */
export interface CrossValidation {
  /** How many folds were judged. */
  readonly folds: number;
  /** How many rows they have together. */
  readonly rows: number;
  /** Of the network. */
  readonly network: Estimates;
  /** Of the straight line of least squares. */
  readonly linear: Estimates;
  /** Of always saying the mean. */
  readonly mean: Estimates;
  /** Network − straight line, fold by fold: errors below 0 and an R² above 0 speak for the network. */
  readonly difference: Estimates;
}

/**
 * Trains the recipe once for each fold, and yields how good it is on the rows of that fold: `break` stops between two.
 * Whoever wants to watch the trainings themselves, or to stop within one, takes them from `planFolds`.
 *
 * @throws RangeError as `planFolds` does.
 */
export function* crossValidate(table: Table, options: CrossValidationOptions): Generator<FoldScores, void> {
  for (const { fold, folds, spec, data } of planFolds(table, options).plans()) {
    const { train, test } = data;
    if (!test) continue;
    const network = score(fit(spec, data).predictFlat(test.x), test);
    yield { fold, folds, rows: test.rows, network, ...scoreBaselines(train, test) };
  }
}

/**
 * Means over folds, with standard errors as if the folds were independent. They are not, since each learns from rows that
 * the others learn from too: the true errors are somewhat larger, and no formula knows by how much (Bengio and Grandvalet,
 * JMLR 5, 2004). Where folds have a single row, its RMSE is its MAE and its R² says nothing.
 *
 * @throws RangeError when there are fewer than 2 folds.
 */
export function summarizeFolds(scores: readonly PartReport[]): CrossValidation {
  if (scores.length < 2) throw new RangeError(`summarizeFolds: expected at least 2 folds, got ${scores.length}`);
  const estimates = (figure: (fold: PartReport, name: MetricName) => number) => {
    const names = Object.keys(scores[0].network) as MetricName[];
    return Object.fromEntries(
      names.map((name) => [name, estimate(scores.map((fold) => figure(fold, name)))]),
    ) as Record<MetricName, Estimate>;
  };
  const of = (part: (fold: PartReport) => Scores) => estimates((fold, name) => part(fold)[name]);
  return {
    folds: scores.length,
    rows: scores.reduce((sum, { rows }) => sum + rows, 0),
    network: of(({ network }) => network),
    linear: of(({ linear }) => linear),
    mean: of(({ mean }) => mean),
    difference: estimates(({ network, linear }, name) => network[name] - linear[name]),
  };
}

function estimate(figures: readonly number[]): Estimate {
  const count = figures.length;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / count;
  const squares = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}
