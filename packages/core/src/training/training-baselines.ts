/** The baselines of a training. */
import { linearBaseline, meanBaseline, type Baseline } from "../model/baselines.ts";
import { logisticBaseline } from "../model/logistic-baseline.ts";
import { outOfFoldBaseline } from "../model/out-of-fold.ts";
import { dropUncounted, type Dataset, type TrainingData } from "../data/dataset.ts";
import { foldsOf } from "../data/folds.ts";
import type { Columns } from "../data/columns.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** `mean` predicts the mean of the training targets; `linear` is ridge regression, for classes logistic regression. */
export type BaselineName = "mean" | "linear";

/** The baselines of a training, each fitted when it is first needed, and once: a logistic regression takes seconds. */
export interface TrainingBaselines {
  /** For each training row with a weight above 0, the fold it is in; undefined without folds. */
  readonly folds: Uint8Array | undefined;
  /** Predictions `[rows, outputs]` for inputs `[rows, inputs]`, fitted to the training rows. */
  predict(name: BaselineName, x: Float64Array): Float64Array;
  /** Predictions for the training rows with a weight above 0, each fitted to the rows of the other folds. Only if there are folds. */
  predictOutOfFold(name: BaselineName): Float64Array;
}

/**
 * @param spec of the training, for its folds. Default: there are none.
 * @param columns of the data, which say whether the targets are classes.
 */
export function createTrainingBaselines(
  data: TrainingData,
  spec?: TrainingSpec,
  columns: Columns | undefined = data.columns,
): TrainingBaselines {
  const folds = spec && foldsOf(spec, data)?.filter((_, i) => data.train.weights?.[i] !== 0);
  const countedRows = () => dropUncounted(data.train);
  const fits = { mean: meanBaseline, linear: linearBaselineOf(columns) };
  const fitted: Partial<Record<BaselineName, Baseline>> = {};
  const outOfFold: Partial<Record<BaselineName, Float64Array>> = {};
  return {
    folds,
    predict: (name, x) => (fitted[name] ??= fits[name](countedRows()))(x),
    predictOutOfFold: (name) => (outOfFold[name] ??= outOfFoldBaseline(countedRows(), folds!, fits[name])),
  };
}

function linearBaselineOf(columns: Columns | undefined): (train: Dataset) => Baseline {
  return columns?.classes ? logisticBaseline : linearBaseline;
}
