/** Trains the default recipe on the training rows of one split and evaluates it on the test rows: a worker of the report. */
import { parentPort } from "node:worker_threads";
import {
  fit,
  metrics,
  takeRows,
  toClassification,
  toClassSet,
  type Classification,
  type Columns,
  type Dataset,
} from "@epochal/core";
import { defaultTraining } from "@epochal/data";
import { simdEngine } from "@epochal/simd";
import type { ReportTable } from "./tables.ts";

const COVERAGE = 0.9;
/** As scikit-learn's log_loss does. */
const MIN_PROBABILITY = 1e-15;

/** One split of a table. */
export interface Task {
  readonly name: string;
  readonly table: ReportTable;
  readonly split: number;
}

export interface TaskResult {
  /** RMSE, or log loss. */
  readonly loss: number;
  /** Test rows in each third of the predictions, and how many of them the interval or set of classes of 90 % holds. */
  readonly rows: readonly number[];
  readonly covered: readonly number[];
  /** The number of test rows whose class is predicted. 0 for numbers. */
  readonly correct: number;
  /** Processor time of the training. */
  readonly seconds: number;
}

/** Trains and evaluates. */
export function evaluateSplit({ table: { dataset, classes, splits }, split }: Task): TaskResult {
  const isTest = new Set(splits[split]);
  const trainRows = Array.from({ length: dataset.rows }, (_, i) => i).filter((i) => !isTest.has(i));
  const [train, test] = [takeRows(dataset, trainRows), takeRows(dataset, splits[split]!)];
  const isClass = classes !== undefined;
  const before = process.threadCpuUsage();
  const { spec, data } = defaultTraining(isClass ? oneHot(train, classes.length) : train, { seed: split, isClass });
  const columns = classes && toColumns(train.inputs, classes.length);
  const model = fit(spec, { ...data, ...(columns && { columns }) }, { engine: simdEngine });
  const { user, system } = process.threadCpuUsage(before);
  const predicted = model.predictFlat(test.x);
  const seconds = (user + system) / 1e6;
  const loss = classes ? logLoss(predicted, test.y, classes.length) : metrics.rmse(predicted, test.y);
  const classAt = (i: number) => classify(predicted, i, classes!.length);
  return {
    loss,
    ...countCovered(predicted, test.rows, (i) =>
      classes
        ? toClassSet(classAt(i), model.intervalWidth(COVERAGE)).includes(String(test.y[i]))
        : Math.abs(test.y[i]! - predicted[i]!) <= model.intervalWidth(COVERAGE, 0, predicted[i]),
    ),
    correct: classes ? test.y.filter((k, i) => classAt(i).class === String(k)).length : 0,
    seconds,
  };
}

/** Targets as a network of classes needs them: one output for two classes, else one for each. */
function oneHot(dataset: Dataset, classes: number): Dataset {
  if (classes === 2) return dataset;
  const y = new Float64Array(dataset.rows * classes);
  dataset.y.forEach((k, i) => (y[i * classes + k] = 1));
  return { ...dataset, outputs: classes, y };
}

/** Without names of classes, the outputs are numbers: intervals of each, and folds without a share of each class. */
function toColumns(inputs: number, classes: number): Columns {
  return {
    inputs: Array.from({ length: inputs }, (_, j) => ({ name: `input ${j}`, kind: "number" })),
    targets: ["class"],
    classes: Array.from({ length: classes }, (_, k) => String(k)),
  };
}

/** The class of row `i` of the predictions, by its index. */
function classify(predicted: Float64Array, i: number, classes: number): Classification {
  const row = classes > 2 ? Array.from(predicted.subarray(i * classes, (i + 1) * classes)) : [predicted[i]!];
  const names = Array.from({ length: classes }, (_, k) => String(k));
  return toClassification(names, row);
}

/** Counts rows by third of the first number that is predicted for them. */
function countCovered(predicted: Float64Array, rows: number, isCovered: (i: number) => boolean) {
  const width = predicted.length / rows;
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => predicted[a * width]! - predicted[b * width]!);
  const counts = { rows: [0, 0, 0], covered: [0, 0, 0] };
  order.forEach((i, rank) => {
    const third = Math.floor((3 * rank) / rows);
    counts.rows[third]! += 1;
    if (isCovered(i)) counts.covered[third]! += 1;
  });
  return counts;
}

/** @param predicted a probability of each class or, for two classes, of the second one. */
function logLoss(predicted: Float64Array, y: Float64Array, classes: number): number {
  const probability = (k: number, i: number) => {
    if (classes > 2) return predicted[i * classes + k]!;
    return k === 1 ? predicted[i]! : 1 - predicted[i]!;
  };
  return -y.reduce((sum, k, i) => sum + Math.log(Math.max(MIN_PROBABILITY, probability(k, i))), 0) / y.length;
}

parentPort?.on("message", (task: Task) => parentPort!.postMessage(evaluateSplit(task)));
