/** Evaluates a network on the validation rows or on folds; without either, on the training rows. */
import { predictOutOfFold } from "../data/folds.ts";
import { fitDifficulty } from "../model/fit-difficulty.ts";
import { shrinkage } from "../model/shrinkage.ts";
import { toTargetUnits, type ModelOptions } from "../model/model.ts";
import { averageMembers } from "../network/network.ts";
import { outputCount } from "../network/layer-sizes.ts";
import { outputTransformOf, type TrainingSpec } from "../spec/training-spec.ts";
import { columnOf, dropUncounted, type TrainingData } from "../data/dataset.ts";
import { createObjective } from "../backend/objective.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { Vector } from "../vector.ts";

/**
 * A member's outputs for all rows of a part, `[rows, outputs]`; may be a view that the next call overwrites. The part `fold`
 * is the training rows that the member does not learn from.
 */
export type PredictMember = (member: number, part: "train" | "validation" | "fold") => Vector;

export type Evaluator = ReturnType<typeof createEvaluator>;

export function createEvaluator(
  spec: TrainingSpec,
  { train, validation, folds, secondFolds, scalers }: PreparedData,
  data: TrainingData,
) {
  const objective = createObjective(spec.loss, {}, "createTrainer");
  const transform = outputTransformOf(spec.loss);
  const { members = 1 } = spec.network;
  const rows = data.validation ?? data.train;
  const scaled = validation ?? train;

  function ensembleOutputs(predictMember: PredictMember, part: "train" | "validation"): Float64Array {
    return averageMembers(members, (member) => predictMember(member, part));
  }

  /** Predictions of the whole ensemble, or for each fold those of the member that has not seen it. */
  function outputs(predictMember: PredictMember): Float64Array {
    if (!folds) return ensembleOutputs(predictMember, validation ? "validation" : "train");
    return predictOutOfFold((member) => predictMember(member, "fold"), members, folds, outputCount(spec.network));
  }

  /** Predictions for the evaluation rows, unscaled, `[rows, targets]`. */
  function predict(predictMember: PredictMember): Float64Array {
    return toTargetUnits(outputs(predictMember), transform, scalers.targets);
  }

  /** By how much the ensemble's errors are smaller than those of its members out of folds, for each target. */
  function shrinkages(predictMember: PredictMember, outOfFold: Float64Array): number[] {
    if (!folds) return Array.from({ length: data.train.outputs }, () => 1);
    const predicted = Array.from({ length: members }, (_, m) =>
      toTargetUnits(new Float64Array(predictMember(m, "train")), transform, scalers.targets),
    );
    return shrinkage(predicted, outOfFold, { folds, secondFolds }, data.train);
  }

  return {
    /** Whether no member predicts rows it has learned from. Then the loss selects the best parameters. */
    isHeldOut: Boolean(validation ?? folds),
    /** The evaluation rows, unscaled. */
    rows,
    /** The loss on the evaluation rows. */
    loss: (predictMember: PredictMember) => objective.loss(outputs(predictMember), scaled),
    /** The loss on the training rows. */
    trainLoss: (predictMember: PredictMember) => objective.loss(ensembleOutputs(predictMember, "train"), train),
    predict,
    /**
     * Absolute errors of the predictions for the rows that count, in the targets' units, divided by the difficulty of each: a
     * list per target, in ascending order; and these difficulties. Those of an ensemble by folds are its members', shrunk. Classes are one target without a difficulty, whose error is
     * 1 − the probability of the true class.
     */
    residuals(predictMember: PredictMember): Pick<ModelOptions, "residuals" | "difficulties"> {
      const { outputs, y } = dropUncounted(rows);
      const all = predict(predictMember);
      const predicted = dropUncounted({ ...rows, y: all }).y;
      const errors = predicted.map((value, k) => Math.abs(value - y[k]));
      if (data.columns?.classes && outputs > 1)
        return { residuals: [Array.from(errors.filter((_, k) => y[k] === 1).sort())] };
      if (transform === "sigmoid") return { residuals: [Array.from(errors.sort())] };
      const factors = shrinkages(predictMember, all);
      const fits = factors.map((factor, j) =>
        fitDifficulty(
          columnOf(predicted, outputs, j),
          columnOf(errors, outputs, j).map((error) => factor * error),
        ),
      );
      const difficulties = fits.map(({ difficulty }) => difficulty);
      return {
        residuals: fits.map(({ scores }) => scores),
        ...(difficulties.some(({ at }) => at.length > 0) && { difficulties }),
      };
    },
  };
}
