/** Evaluates a model on every part of the data, in the target's unit, next to the baselines. */
import { linearBaseline, meanBaseline } from "./baselines.ts";
import { permutationImportance, type ColumnImportance } from "./importance.ts";
import { logisticBaseline } from "./logistic-baseline.ts";
import { dropUncounted } from "../data/dataset.ts";
import { classIndices, classProbabilities } from "../data/classes.ts";
import { classMetrics, confusionMatrix, metrics, reliability } from "../metrics/index.ts";
import type { ClassMetricName, ClassPredictions, MetricName, ReliabilityBin } from "../metrics/index.ts";
import type { Columns } from "../data/columns.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
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
export type TargetReport = Pick<PartReport, "network" | "mean" | "linear">;

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
  /** On the rows that selected the best epoch. */
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
const REPEATS = 5;
const MAX_ROWS = 1000;
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
  const ofTarget = (values: Float64Array, j: number) => values.filter((_, k) => k % outputs === j);
  const explained = Array.from({ length: outputs }, (_, j) =>
    r2(ofTarget(predicted, j), ofTarget(y, j), weights && ofTarget(weights, j)),
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
 * Scores on `dataset` of the baselines fitted to `train`.
 * @param columns as for `score`.
 */
export function scoreBaselines(train: Dataset, dataset: Dataset, columns?: Columns): { mean: Scores; linear: Scores } {
  return fitBaselines(train, columns)(dataset);
}

/** Fits the baselines once, to score them on several datasets. */
function fitBaselines(train: Dataset, columns?: Columns): (dataset: Dataset) => { mean: Scores; linear: Scores } {
  const predict = fitBaselinePredictors(train, columns);
  return (dataset) => {
    const { mean, linear } = predict(dataset);
    return { mean: score(mean, dataset, columns), linear: score(linear, dataset, columns) };
  };
}

/** The predictions of the baselines for a dataset. */
function fitBaselinePredictors(
  train: Dataset,
  columns?: Columns,
): (dataset: Dataset) => { mean: Float64Array; linear: Float64Array } {
  const mean = meanBaseline(train);
  const linear = columns?.classes ? logisticBaseline(dropUncounted(train)) : linearBaseline(train);
  return ({ x }) => ({ mean: mean(x), linear: linear(x) });
}

/** The scores of each target. */
function scoreTargets(
  predicted: Readonly<Record<keyof TargetReport, Float64Array>>,
  dataset: Dataset,
): readonly TargetReport[] {
  const { outputs, y } = dataset;
  return Array.from({ length: outputs }, (_, j) => {
    const ofTarget = (values: Float64Array) => values.filter((_value, k) => k % outputs === j);
    const target = { ...dataset, outputs: 1, y: ofTarget(y) };
    return {
      network: score(ofTarget(predicted.network), target),
      mean: score(ofTarget(predicted.mean), target),
      linear: score(ofTarget(predicted.linear), target),
    };
  });
}

/**
 * Scores of a model and of the baselines on every part of the data, and the importance of each column.
 *
 * @param options.seed of the shuffles for the importance. Default 0.
 */
export function createReport(model: Model, data: TrainingData, { seed = 0 }: { seed?: number } = {}): Report {
  const train = dropUncounted(data.train);
  const validation = data.validation && dropUncounted(data.validation);
  const test = data.test && dropUncounted(data.test);
  const { columns } = model;
  const predictBaselines = fitBaselinePredictors(train, columns);
  const part = (dataset: Dataset): PartReport => {
    const predicted = { network: model.predictFlat(dataset.x), ...predictBaselines(dataset) };
    return {
      rows: dataset.rows,
      network: score(predicted.network, dataset, columns),
      mean: score(predicted.mean, dataset, columns),
      linear: score(predicted.linear, dataset, columns),
      ...(!columns?.classes && dataset.outputs > 1 && { targets: scoreTargets(predicted, dataset) }),
      ...(columns?.classes && { classes: reportClasses(classPredictions(predicted.network, dataset)) }),
    };
  };
  const importance = computeImportance(
    model,
    { train, ...(validation && { validation }), ...(test && { test }) },
    seed,
  );
  return {
    train: part(train),
    ...(validation && { validation: part(validation) }),
    ...(test && { test: part(test) }),
    ...(importance && { importance }),
  };
}

function reportClasses(predictions: ClassPredictions): ClassReport {
  return { confusion: confusionMatrix(predictions), reliability: reliability(predictions) };
}

/** Undefined if there are too few rows or too many columns. */
function computeImportance(model: Model, data: TrainingData, seed: number): ImportanceReport | undefined {
  const part = (["test", "validation", "train"] as const).find((name) => (data[name]?.rows ?? 0) > 1);
  if (!part) return undefined;
  const dataset = data[part]!;
  const columnCount = model.columns?.inputs.length ?? dataset.inputs;
  const maxPredictions = Math.min(MAX_PREDICTED_ROWS, MAX_PRODUCTS / model.network.parameters.length);
  const maxRows = Math.min(MAX_ROWS, Math.floor(maxPredictions / (REPEATS * columnCount)));
  if (maxRows < MIN_ROWS) return undefined;
  const columns = permutationImportance(model, dataset, { repeats: REPEATS, seed, maxRows });
  // JSON turns infinite errors into null.
  if (!columns.every(({ growth }) => Number.isFinite(growth))) return undefined;
  return { part, rows: Math.min(dataset.rows, maxRows), columns };
}
