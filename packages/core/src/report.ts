/** How good a model is, honestly: on every part of the data, in the target's unit, beside what costs nothing. */
import { linearBaseline, meanBaseline, type Baseline } from "./baselines.ts";
import { metrics, type MetricName } from "./metrics/index.ts";
import type { Dataset, TrainingData } from "./dataset.ts";
import type { Model } from "./model.ts";

/** A figure for every metric. */
export type Scores = Readonly<Record<MetricName, number>>;

/** The network and the baselines on the same rows. */
export interface PartReport {
  readonly rows: number;
  readonly network: Scores;
  readonly mean: Scores;
  readonly linear: Scores;
}

export interface Report {
  readonly train: PartReport;
  readonly validation?: PartReport;
  readonly test?: PartReport;
}

/** Every metric of predictions `[rows, outputs]` against a dataset, over all its outputs. */
export function score(predicted: Float64Array, { y }: Dataset): Scores {
  const scores = Object.entries(metrics).map(([name, metric]) => [name, metric(predicted, y)]);
  return Object.fromEntries(scores) as Scores;
}

/** Scores of the baselines, learnt on `train`, on the rows of `dataset`. */
export function scoreBaselines(train: Dataset, dataset: Dataset): { mean: Scores; linear: Scores } {
  const scoreOf = (baseline: Baseline) => score(baseline(dataset.x), dataset);
  return { mean: scoreOf(meanBaseline(train)), linear: scoreOf(linearBaseline(train)) };
}

/** A model on every part of the data, beside the mean and the straight line learnt on the training rows. */
export function createReport(model: Model, { train, validation, test }: TrainingData): Report {
  const part = (dataset: Dataset): PartReport => ({
    rows: dataset.rows,
    network: score(model.predictFlat(dataset.x), dataset),
    ...scoreBaselines(train, dataset),
  });
  return {
    train: part(train),
    ...(validation && { validation: part(validation) }),
    ...(test && { test: part(test) }),
  };
}
