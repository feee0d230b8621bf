/** The facts about a training that the rules examine. */
import { createObjective } from "../backend/objective.ts";
import { applyScaler } from "../data/scaler.ts";
import { fitScaler } from "../data/fit-scaler.ts";
import { outputTransformOf } from "../spec/training-spec.ts";
import type { Report } from "../model/report.ts";
import { createTrainingBaselines, type TrainingBaselines } from "../training/training-baselines.ts";
import type { Trainer } from "../training/trainer.ts";

/** A live view of a training. Expensive values are computed on first use. */
export interface Observation {
  /** The training itself. */
  readonly trainer: Trainer;
  /**
   * The training loss of the null model, which always predicts the mean of the targets, or equal class probabilities; in
   * the unit of the training's losses. Undefined for a log likelihood, which has no zero to measure from.
   */
  readonly nullLoss: number | undefined;
  /** The training loss of ridge regression; undefined if the targets are classes. */
  readonly linearLoss: number | undefined;
  /** The mean, and ridge regression, or logistic regression for classes. */
  readonly baselines: TrainingBaselines;
  /** The evaluation of the model, if it has been computed already. */
  readonly report: Report | undefined;
}

/**
 * @param report the evaluation of the model, if there is one; it saves work.
 * @param baselines of the training, which may be fitted already. Default: they are fitted.
 */
export function observe(
  trainer: Trainer,
  report?: Report,
  baselines: TrainingBaselines = createTrainingBaselines(trainer.data, trainer.spec),
): Observation {
  const { spec, data, scalers } = trainer;
  const { train } = data;
  const link = outputTransformOf(spec.loss);

  /** The training loss of the outputs that `predict` returns for the scaled targets `[rows, targets]`. */
  function trainingLoss(predict: (y: Float64Array) => Float64Array): number {
    const y = applyScaler(scalers.targets, train.y);
    return createObjective(spec.loss, {}, "observe").loss(predict(y), { ...train, y });
  }

  const nullLoss = memoize(() => {
    if (link === "gaussian") return undefined;
    return trainingLoss((y) => {
      const { offset: mean } = fitScaler("standard", y, train.outputs, train.weights);
      return y.map((_, k) => (link === "identity" ? mean[k % train.outputs] : 0));
    });
  });
  const linearLoss = memoize(() => {
    if (link !== "identity") return undefined;
    return trainingLoss(() => applyScaler(scalers.targets, baselines.predict("linear", train.x)));
  });

  return {
    trainer,
    get nullLoss() {
      return nullLoss();
    },
    get linearLoss() {
      return linearLoss();
    },
    baselines,
    report,
  };
}

/** A function that computes its value on the first call only. */
function memoize<Value>(compute: () => Value): () => Value {
  let cached: { readonly value: Value } | undefined;
  return () => (cached ??= { value: compute() }).value;
}
