/** Evaluates a model on every part of the data, in the target's unit, next to the baselines. */
import { permutationImportance, type ColumnImportance } from "./importance.ts";
import { outOfFoldPredictor } from "./out-of-fold.ts";
import { classStandardErrors, standardErrors, type StandardErrors } from "./standard-errors.ts";
import { createTrainingBaselines, type BaselineName, type TrainingBaselines } from "../training/training-baselines.ts";
import { columnOf, dropUncounted, evenIndices, sampleRows, takeRows } from "../data/dataset.ts";
import { classIndices, classProbabilities } from "../data/classes.ts";
import { classMetrics, confusionMatrix, metrics, reliability } from "../metrics/index.ts";
import type { ClassMetricName, ClassPredictions, MetricName, ReliabilityBin } from "../metrics/index.ts";
import type { Columns } from "../data/columns.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Model } from "./model.ts";

/**
 * The value of every metric, its rows weighted. R² is the mean of those of the targets, and absent if it is undefined: for a
 * single row, or if each target has equal values. For classes also that of each metric of classes which these rows define; the other metrics
 * are then those of the probabilities.
 */
export type Scores = Readonly<Record<Exclude<MetricName, "r2">, number>> &
  Readonly<Partial<Record<"r2" | ClassMetricName, number>>>;

/** The network and the baselines on the same rows. */
export interface PartReport {
  /** Number of rows in the part. */
  readonly rows: number;
  /** Scores of the model. */
  readonly network: Scores;
  /** Standard errors of some of them. Absent in older logs. */
  readonly errors?: StandardErrors;
  /** Scores of the mean of the training targets: for classes, of their frequencies, so that the most frequent is predicted. */
  readonly mean: Scores;
  /** Scores of ridge regression, for classes of logistic regression, fitted to the training rows. */
  readonly linear: Scores;
  /** The scores of each of several targets of numbers, in its own unit; those of the whole are over all numbers. */
  readonly targets?: readonly TargetReport[];
  /** The model's predictions of classes. Absent if the targets are numbers. */
  readonly classes?: ClassReport;
}

/** The scores of one of several targets. */
export type TargetReport = Pick<PartReport, "network" | "errors" | "mean" | "linear">;

/** Where a model of classes is right and wrong. */
export interface ClassReport {
  /** `confusion[c][k]`: the number of rows of class c that were predicted as class k, in the order of `Columns.classes`. */
  readonly confusion: readonly (readonly number[])[];
  /** How often predictions are correct, by their stated probability; see `reliability`. */
  readonly reliability: readonly ReliabilityBin[];
}

/** Scores on every part of the data that exists. */
export interface Report {
  /** On the rows it was trained on. */
  readonly train: PartReport;
  /**
   * On the rows that selected the best epoch. With folds these are the training rows, each predicted by the member that did not
   * learn from it, and by baselines that did not either; the ensemble, which averages all members, misses by less.
   */
  readonly validation?: PartReport;
  /** On rows that nothing used before: the scores to trust. */
  readonly test?: PartReport;
  /**
   * The importance of each column for the network. Absent if no part has two rows to shuffle, if there are more than 600
   * columns (fewer for a network of more than 33,000 parameters), and in older logs.
   */
  readonly importance?: ImportanceReport;
}

/** Permutation importance on the test rows, else the validation rows, else the training rows; see `permutationImportance`. */
export interface ImportanceReport {
  /** The part it was computed on. */
  readonly part: "test" | "validation" | "train";
  /** Number of its rows that were used, evenly spaced. */
  readonly rows: number;
  /** In descending order of importance. */
  readonly columns: readonly ColumnImportance[];
}

/** Maximum predictions for a report: fewer than a few epochs need. */
const MAX_PREDICTED_ROWS = 30_000;
/** Maximum products of a weight and a value for these predictions, about a second: a stopped run ends only after its report. */
const MAX_PRODUCTS = 1e9;
/** Evenly spaced rows of a part that are scored: more change the scores by less than their standard errors, and take seconds. */
const MAX_SCORED_ROWS = 20_000;
const REPEATS = 5;
const MAX_ROWS = 1000;
/** A logistic regression for each of five folds of this many rows takes about two seconds. */
const MAX_ROWS_OF_FOLD_BASELINES = 4000;
/** With fewer rows, the numbers would be noise. */
const MIN_ROWS = 10;

/**
 * Every metric for predictions `[rows, outputs]` of a dataset, over all its outputs.
 * @param columns names of the data; with `classes`, the metrics of classes are added.
 */
export function score(predicted: Float64Array, dataset: Dataset, columns?: Columns): Scores {
  const { outputs, y, weights: ofRows } = dataset;
  const weights = ofRows && y.map((_, k) => ofRows[Math.floor(k / outputs)]);
  const { r2, ...others } = metrics;
  const scores = Object.entries(others).map(([name, metric]) => [name, metric(predicted, y, weights)]);
  const explained = Array.from({ length: outputs }, (_, j) =>
    r2(columnOf(predicted, outputs, j), columnOf(y, outputs, j), ofRows),
  ).filter(Number.isFinite);
  if (explained.length > 0) scores.push(["r2", explained.reduce((sum, value) => sum + value, 0) / explained.length]);
  if (columns?.classes) {
    const predictions = classPredictions(predicted, dataset);
    for (const [name, metric] of Object.entries(classMetrics)) {
      const value = metric(predictions);
      if (Number.isFinite(value)) scores.push([name, value]);
    }
  }
  return Object.fromEntries(scores) as Scores;
}

/** The predicted probabilities and the true classes of the rows with a weight above 0. */
function classPredictions(predicted: Float64Array, dataset: Dataset): ClassPredictions {
  const { y, rows, outputs } = dropUncounted(dataset);
  const counted = dropUncounted({ ...dataset, y: predicted }).y;
  const probabilities = classProbabilities(counted, outputs);
  return { probabilities, actual: classIndices(y, outputs), classes: probabilities.length / rows };
}

/**
 * Scores of the baselines on the rows that select the best epoch, which they have not seen either: the validation rows; with
 * folds the training rows, each predicted from those of the other folds. Without either, or with more than 4,000 training rows
 * in folds, on the training rows, as a fit for each fold would delay the start by seconds.
 */
export function scoreBaselines(
  data: TrainingData,
  spec?: TrainingSpec,
  baselines: TrainingBaselines = createTrainingBaselines(data, spec),
): { mean: Scores; linear: Scores } {
  const { validation, columns } = data;
  const train = dropUncounted(data.train);
  const isInFolds = baselines.folds && !validation && train.rows <= MAX_ROWS_OF_FOLD_BASELINES;
  const rows = validation ?? train;
  const { mean, linear } = isInFolds ? predictOutOfFold(baselines) : predictBaselines(baselines, rows);
  return { mean: score(mean, rows, columns), linear: score(linear, rows, columns) };
}

type Predictions = Readonly<Record<BaselineName, Float64Array>>;

function predictBaselines(baselines: TrainingBaselines, { x }: Dataset): Predictions {
  return { mean: baselines.predict("mean", x), linear: baselines.predict("linear", x) };
}

function predictOutOfFold(baselines: TrainingBaselines): Predictions {
  return { mean: baselines.predictOutOfFold("mean"), linear: baselines.predictOutOfFold("linear") };
}

/** The scores of each target. */
function scoreTargets(
  predicted: Predictions & { readonly network: Float64Array },
  dataset: Dataset,
): readonly TargetReport[] {
  const { outputs, y } = dataset;
  return Array.from({ length: outputs }, (_, j) => {
    const ofTarget = (values: Float64Array) => columnOf(values, outputs, j);
    const target = { ...dataset, outputs: 1, y: ofTarget(y) };
    return {
      network: score(ofTarget(predicted.network), target),
      errors: standardErrors(ofTarget(predicted.network), target),
      mean: score(ofTarget(predicted.mean), target),
      linear: score(ofTarget(predicted.linear), target),
    };
  });
}

/**
 * Scores of a model and of the baselines on every part of the data, of at most 20,000 of its rows, evenly spaced; and the
 * importance of each column.
 *
 * @param options.spec of the training. If it has folds, and the data no test rows, the training rows are evaluated out of folds.
 * @param options.seed of the shuffles for the importance. Default: that of the spec, else 0.
 * @param options.baselines of the same data and spec, which may be fitted already. Default: they are fitted.
 */
export function createReport(
  model: Model,
  data: TrainingData,
  {
    spec,
    seed = spec?.seed ?? 0,
    baselines = createTrainingBaselines(data, spec, model.columns),
  }: { spec?: TrainingSpec; seed?: number; baselines?: TrainingBaselines } = {},
): Report {
  const { columns } = model;
  const train = dropUncounted(data.train);
  const test = data.test && dropUncounted(data.test);
  const validation = data.validation && dropUncounted(data.validation);
  const folds = validation || test ? undefined : baselines.folds;
  const part = (dataset: Dataset) => {
    const scored = scoredRows(dataset);
    const predicted = { network: model.predictFlat(scored.x), ...predictBaselines(baselines, scored) };
    return scorePart(scored, predicted, columns);
  };
  const partOfFolds = (ofRows: Uint8Array) =>
    scorePart(train, { network: outOfFoldPredictor(model, ofRows)(train.x), ...predictOutOfFold(baselines) }, columns);
  const importance = computeImportance(model, { train, validation, test }, folds, seed);
  return {
    train: part(train),
    ...(validation && { validation: part(validation) }),
    ...(folds && { validation: partOfFolds(folds) }),
    ...(test && { test: part(test) }),
    ...(importance && { importance }),
  };
}

/** The rows of a part that are scored. */
export function scoredRows(dataset: Dataset): Dataset {
  return sampleRows(dataset, MAX_SCORED_ROWS);
}

/** Scores on `dataset` of a model, and of the baselines fitted to `train`. */
export function reportPart(model: Model, train: Dataset, dataset: Dataset, columns = model.columns): PartReport {
  const rows = dropUncounted(dataset);
  const baselines = createTrainingBaselines({ train }, undefined, columns);
  return scorePart(rows, { network: model.predictFlat(rows.x), ...predictBaselines(baselines, rows) }, columns);
}

function scorePart(
  dataset: Dataset,
  predicted: Predictions & { readonly network: Float64Array },
  columns: Columns | undefined,
): PartReport {
  const classes = columns?.classes && classPredictions(predicted.network, dataset);
  return {
    rows: dataset.rows,
    network: score(predicted.network, dataset, columns),
    errors: classes ? classStandardErrors(classes) : standardErrors(predicted.network, dataset),
    mean: score(predicted.mean, dataset, columns),
    linear: score(predicted.linear, dataset, columns),
    ...(!classes && dataset.outputs > 1 && { targets: scoreTargets(predicted, dataset) }),
    ...(classes && { classes: reportClasses(classes) }),
  };
}

function reportClasses(predictions: ClassPredictions): ClassReport {
  return { confusion: confusionMatrix(predictions), reliability: reliability(predictions) };
}

/**
 * Undefined if there are too few rows or too many columns.
 * @param folds of the training rows, if they are evaluated out of folds.
 */
function computeImportance(
  model: Model,
  parts: Readonly<Record<ImportanceReport["part"], Dataset | undefined>>,
  folds: Uint8Array | undefined,
  seed: number,
): ImportanceReport | undefined {
  const found = (["test", "validation", "train"] as const).find((name) => (parts[name]?.rows ?? 0) > 1);
  if (!found) return undefined;
  const dataset = parts[found]!;
  const columnCount = model.columns?.inputs.length ?? dataset.inputs;
  const maxPredictions = Math.min(MAX_PREDICTED_ROWS, MAX_PRODUCTS / model.network.parameters.length);
  const maxRows = Math.min(MAX_ROWS, Math.floor(maxPredictions / (REPEATS * columnCount)));
  if (maxRows < MIN_ROWS) return undefined;
  const indices = evenIndices(dataset.rows, maxRows);
  const ofRows = folds && Uint8Array.from(indices, (i) => folds[i]);
  const evaluated = ofRows ? { ...model, predictFlat: outOfFoldPredictor(model, ofRows) } : model;
  const columns = permutationImportance(evaluated, takeRows(dataset, indices), {
    repeats: REPEATS,
    seed,
    maxRows,
  });
  // JSON turns infinite errors into null.
  if (!columns.every(({ growth, ofClasses = [] }) => [growth, ...ofClasses].every(Number.isFinite))) return undefined;
  return { part: folds ? "validation" : found, rows: indices.length, columns };
}
