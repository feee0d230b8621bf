/** How good a model is, honestly: on every part of the data, in the target's unit, beside what costs nothing. */
import { linearBaseline, meanBaseline } from "./baselines.ts";
import { permutationImportance, type ColumnImportance } from "./importance.ts";
import { metrics, type MetricName } from "../metrics/index.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { Model } from "./model.ts";

/** A figure for every metric. */
export type Scores = Readonly<Record<MetricName, number>>;

/** The network and the baselines on the same rows. */
export interface PartReport {
  /** How many rows the part has. */
  readonly rows: number;
  /** Of the model. */
  readonly network: Scores;
  /** Of always saying the mean of the training rows. */
  readonly mean: Scores;
  /** Of the straight line of least squares through the training rows. */
  readonly linear: Scores;
}

/** Scores on every part of the data; what a part lacks is absent. */
export interface Report {
  /** On rows that it learned from. */
  readonly train: PartReport;
  /** On rows that chose the best epoch. */
  readonly validation?: PartReport;
  /** On rows that nobody looked at before: the one to believe. */
  readonly test?: PartReport;
  /**
   * What each column is worth to the network. Absent where no part has two rows to shuffle, where there are over 600
   * columns, and in older logs.
   */
  readonly importance?: ImportanceReport;
}

/** Permutation importance on the first part of test, validation and training rows that there is; see `permutationImportance`. */
export interface ImportanceReport {
  /** The part it was worked out on. */
  readonly part: "test" | "validation" | "train";
  /** So many of them, evenly chosen. */
  readonly rows: number;
  /** The greatest first. */
  readonly columns: readonly ColumnImportance[];
}

/** Most rows that are predicted again for a report: less than a few epochs take. */
const MAX_PREDICTED_ROWS = 30_000;
const REPEATS = 5;
const MAX_ROWS = 1000;
/** Where no more could be afforded, the figures would be noise. */
const MIN_ROWS = 10;

/** Every metric of predictions `[rows, outputs]` against a dataset, over all its outputs. */
export function score(predicted: Float64Array, { y }: Dataset): Scores {
  const scores = Object.entries(metrics).map(([name, metric]) => [name, metric(predicted, y)]);
  return Object.fromEntries(scores) as Scores;
}

/** Scores of the baselines, learnt on `train`, on the rows of `dataset`. */
export function scoreBaselines(train: Dataset, dataset: Dataset): { mean: Scores; linear: Scores } {
  return fitBaselines(train)(dataset);
}

/** Learns the baselines once, to score them on many datasets. */
function fitBaselines(train: Dataset): (dataset: Dataset) => { mean: Scores; linear: Scores } {
  const mean = meanBaseline(train);
  const linear = linearBaseline(train);
  return (dataset) => ({ mean: score(mean(dataset.x), dataset), linear: score(linear(dataset.x), dataset) });
}

/**
 * A model on every part of the data, beside the mean and the straight line learnt on the training rows, and what each
 * column is worth to it.
 *
 * @param options.seed of the shuffles that tell what a column is worth. Default 0.
 */
export function createReport(model: Model, data: TrainingData, { seed = 0 }: { seed?: number } = {}): Report {
  const { train, validation, test } = data;
  const baselines = fitBaselines(train);
  const part = (dataset: Dataset): PartReport => ({
    rows: dataset.rows,
    network: score(model.predictFlat(dataset.x), dataset),
    ...baselines(dataset),
  });
  const importance = reportImportance(model, data, seed);
  return {
    train: part(train),
    ...(validation && { validation: part(validation) }),
    ...(test && { test: part(test) }),
    ...(importance && { importance }),
  };
}

/** On training rows only where there are no others; undefined where there is too little or too much to shuffle. */
function reportImportance(model: Model, data: TrainingData, seed: number): ImportanceReport | undefined {
  const part = (["test", "validation", "train"] as const).find((name) => (data[name]?.rows ?? 0) > 1);
  const dataset = part && data[part];
  if (!dataset) return undefined;
  const columnCount = model.columns?.inputs.length ?? dataset.inputs;
  const maxRows = Math.min(MAX_ROWS, Math.floor(MAX_PREDICTED_ROWS / (REPEATS * columnCount)));
  if (maxRows < MIN_ROWS) return undefined;
  const columns = permutationImportance(model, dataset, { repeats: REPEATS, seed, maxRows });
  // Errors near the largest numbers there are would be null on a wire.
  if (!columns.every(({ growth }) => Number.isFinite(growth))) return undefined;
  return { part, rows: Math.min(dataset.rows, maxRows), columns };
}
