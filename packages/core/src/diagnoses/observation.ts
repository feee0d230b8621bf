/** A training as the rules see it. */
import { linearBaseline, type Baseline } from "../model/baselines.ts";
import { createObjective } from "../backend/objective.ts";
import { applyScaler, fitScaler } from "../data/scaler.ts";
import { outputTransformOf } from "../spec/training-spec.ts";
import type { Report } from "../model/report.ts";
import type { Trainer } from "../training/trainer.ts";

/** What changes as the training goes on, changes here. What costs something is worked out when it is first asked for. */
export interface Observation {
  /** The training itself. */
  readonly trainer: Trainer;
  /**
   * The training loss of who knows the mean of the targets, or that all classes are alike, and nothing else; in the unit
   * of the training's losses. Undefined where the loss says no such thing: a log likelihood has no zero to measure from.
   */
  readonly nullLoss: number | undefined;
  /** That of the straight line of least squares; undefined where the network says no numbers, but classes. */
  readonly linearLoss: number | undefined;
  /** The straight line, learnt on the training rows. */
  readonly linear: Baseline;
  /** How good what was learned is, where that is known already. */
  readonly report: Report | undefined;
}

/** @param report of what was learned, where there is one: it spares work. */
export function observe(trainer: Trainer, report?: Report): Observation {
  const { spec, data, scalers } = trainer;
  const { train } = data;
  const link = outputTransformOf(spec.loss);

  /** The loss on the training rows of what `predict` makes of the scaled targets `[rows, targets]`. */
  function trainingLoss(predict: (y: Float64Array) => Float64Array): number {
    const y = applyScaler(scalers.targets, train.y);
    return createObjective(spec.loss, {}, "observe").loss(predict(y), { ...train, y });
  }

  const nullLoss = memoize(() => {
    if (link === "gaussian") return undefined;
    return trainingLoss((y) => {
      const { offset: mean } = fitScaler("standard", y, train.outputs);
      return y.map((_, k) => (link === "identity" ? mean[k % train.outputs] : 0));
    });
  });
  const linear = memoize(() => linearBaseline(train));
  const linearLoss = memoize(() => {
    if (link !== "identity") return undefined;
    return trainingLoss(() => applyScaler(scalers.targets, linear()(train.x)));
  });

  return {
    trainer,
    get nullLoss() {
      return nullLoss();
    },
    get linearLoss() {
      return linearLoss();
    },
    get linear() {
      return linear();
    },
    report,
  };
}

/** A function that does its work the first time only. */
function memoize<Value>(compute: () => Value): () => Value {
  let cached: { readonly value: Value } | undefined;
  return () => (cached ??= { value: compute() }).value;
}
