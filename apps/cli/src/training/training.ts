/** A training in this process, and those that need no file: the notebook and the examples. */
import type { ActivationName, Snapshot, TrainingData, TrainingSpec } from "@epochal/core";
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
