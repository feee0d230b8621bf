/** Cross-validation: estimates the accuracy of the recipe on unseen rows, from every row of a table. */
import { fit, reportPart, type ClassMetricName, type MetricName, type PartReport, type Scores } from "@epochal/core";
import { planFolds, type CrossValidationOptions } from "./plan-folds.ts";
import type { Table } from "./table/table.ts";

/** Scores of the network, linear regression and the mean on the rows of one fold, trained on all others. */
export interface FoldScores extends PartReport {
  /** From 1. */
  readonly fold: number;
  /** Number of folds. */
  readonly folds: number;
}

/** A mean over folds, with its standard error. */
export interface Estimate {
  /** Mean over the folds. */
  readonly mean: number;
  /** s / √k, where s is the standard deviation of the k values (with k − 1). */
  readonly standardError: number;
}

/** An estimate of each metric, by name; of R² and the metrics of classes only if they are defined in at least 2 folds. */
export type Estimates = Readonly<Record<Exclude<MetricName, "r2">, Estimate>> &
  Readonly<Partial<Record<"r2" | ClassMetricName, Estimate>>>;

/** The accuracy of the recipe on unseen rows, as means over folds. */
export interface CrossValidation {
  /** Number of scored folds. */
  readonly folds: number;
  /** Number of rows in these folds. */
  readonly rows: number;
  /** The network. */
  readonly network: Estimates;
  /** Ridge regression; for classes logistic regression. */
  readonly linear: Estimates;
  /** Always predicting the mean; for classes their frequencies. */
  readonly mean: Estimates;
  /** Network − linear regression, fold by fold: negative errors and a positive R² favour the network. */
  readonly difference: Estimates;
}

/**
 * Trains the recipe once for each fold, and yields its scores on the rows of that fold; `break` stops between folds. Use
 * `planFolds` to watch the trainings themselves, or to stop within one.
 *
 * @throws RangeError as `planFolds` does.
 */
export function* crossValidate(table: Table, options: CrossValidationOptions): Generator<FoldScores, void> {
  for (const { fold, folds, spec, data } of planFolds(table, options).plans()) {
    const { train, test, columns } = data;
    if (!test) continue;
    yield { fold, folds, ...reportPart(fit(spec, data), train, test, columns) };
  }
}

/**
 * Means over folds, with standard errors as if the folds were independent. They are not, since their training rows overlap:
 * the true errors are somewhat larger, by an amount that cannot be estimated without bias (Bengio and Grandvalet, JMLR 5,
 * 2004). In folds of a single row RMSE equals MAE, and R² is undefined; its mean
 * is that of the others, and absent if there are fewer than 2.
 *
 * @throws RangeError when there are fewer than 2 folds.
 */
export function summarizeFolds(scores: readonly PartReport[]): CrossValidation {
  if (scores.length < 2) throw new RangeError(`summarizeFolds: expected at least 2 folds, got ${scores.length}`);
  const names = new Set(scores.flatMap(({ network }) => Object.keys(network))) as Set<keyof Scores>;
  const estimates = (valueOf: (fold: PartReport, name: keyof Scores) => number | undefined) => {
    const entries = Array.from(names, (name) => {
      const values = scores.map((fold) => valueOf(fold, name) ?? NaN).filter(Number.isFinite);
      return [name, values.length < 2 ? undefined : estimate(values)] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value)) as Estimates;
  };
  const estimatesOf = (part: (fold: PartReport) => Scores) => estimates((fold, name) => part(fold)[name]);
  return {
    folds: scores.length,
    rows: scores.reduce((sum, { rows }) => sum + rows, 0),
    network: estimatesOf(({ network }) => network),
    linear: estimatesOf(({ linear }) => linear),
    mean: estimatesOf(({ mean }) => mean),
    difference: estimates(({ network, linear }, name) => (network[name] ?? NaN) - (linear[name] ?? NaN)),
  };
}

function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}
