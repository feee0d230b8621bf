/** A training in this process, and those that need no file: the notebook and the examples. */
import {
  parameterCount,
  type ActivationName,
  type Snapshot,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { exampleTraining, type ExampleName } from "@epochal/data";
import { defined } from "../options/defined.ts";
import type { RunFlags } from "../options/shared-options.ts";

export interface Training {
  /** For display. */
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  /** The state to continue from. */
  readonly from?: Snapshot;
}

export interface NotebookFlags extends RunFlags {
  /** Which rows to learn. Default: the notebook's. */
  readonly data?: ExampleName;
  /** Units of each hidden layer. */
  readonly hidden?: readonly number[];
  /** The activation of the hidden layers. */
  readonly activation?: ActivationName;
}

/** Epochs per second in a terminal, after a slow start: the notebook's 1,000 epochs take 24 seconds. */
export const DEFAULT_WATCH_RATE = 100;

/** Multiplications for each weight and row: one forward, one for the weight's gradient, one backward. */
const PRODUCTS = 3;
/** They take about 10 ms of one core. */
const PRODUCTS_OF_LONG_UPDATE = 1e7;

/** Multiplications of training for one pass over a number of rows. */
export function countProducts({ network }: TrainingSpec, rows: number): number {
  return PRODUCTS * parameterCount(network) * rows;
}

/** Whether updates take so long that a training needs a thread of its own: a thread handles no signal within an update. */
export function hasLongUpdates({ spec, data: { train } }: Pick<Training, "spec" | "data">): boolean {
  return countProducts(spec, Math.min(spec.batchSize ?? train.rows, train.rows)) > PRODUCTS_OF_LONG_UPDATE;
}

/** A training by name, by default the notebook's, with the changes from the flags. */
export function notebookTraining({
  data: name = "notebook",
  hidden,
  activation,
  epochs,
  learningRate,
  seed,
}: NotebookFlags): Training {
  const { spec, data } = exampleTraining(name, defined({ hidden, activation }));
  return {
    name,
    data,
    spec: {
      ...spec,
      ...defined({ epochs, seed }),
      ...(learningRate !== undefined && { optimizer: { ...spec.optimizer, learningRate } }),
    },
  };
}
