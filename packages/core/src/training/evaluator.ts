/** How good a network is on the rows that judge it: validation rows, or folds; where there are neither, the training rows. */
import { predictOutOfFold } from "../data/folds.ts";
import { toTargetUnits } from "../model/model.ts";
import { averageMembers } from "../network/network.ts";
import { outputTransformOf, type TrainingSpec } from "../spec/training-spec.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { Objective } from "../backend/objective.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { Vector } from "../vector.ts";

/** What a member says of all rows of a part, `[rows, outputs]`; it may be a view until the next call. */
export type PredictMember = (member: number, part: "train" | "validation") => Vector;

export interface Evaluator {
  /** Whether no row was learned from by who predicts it: then it chooses the best parameters. */
  readonly isHeldOut: boolean;
  /** Its rows, unscaled. */
  readonly rows: Dataset;
  /** The loss of what a network says of its rows. */
  loss(predictMember: PredictMember): number;
  /** What a network says of its rows, unscaled, `[rows, targets]`. */
  predict(predictMember: PredictMember): Float64Array;
  /** How far off that is, in the targets' own units: for each target a list, the smallest first. */
  residuals(predictMember: PredictMember): number[][];
}

export function createEvaluator(
  spec: TrainingSpec,
  objective: Objective,
  { train, validation, folds, scalers }: PreparedData,
  data: TrainingData,
): Evaluator {
  const link = outputTransformOf(spec.loss);
  const { members = 1 } = spec.network;
  const rows = data.validation ?? data.train;
  const part = validation ? "validation" : "train";
  const scaled = validation ?? train;

  /** By the ensemble, or of each fold by the member that has not seen it. */
  function outputs(predictMember: PredictMember): Float64Array {
    const predict = (member: number) => predictMember(member, part);
    return folds ? predictOutOfFold(predict, members, folds) : averageMembers(members, predict);
  }

  function predict(predictMember: PredictMember): Float64Array {
    return toTargetUnits(outputs(predictMember), link, scalers.targets);
  }

  return {
    isHeldOut: validation !== undefined || folds !== undefined,
    rows,
    loss: (predictMember) => objective.loss(outputs(predictMember), scaled),
    predict,
    residuals(predictMember) {
      const errors = predict(predictMember).map((value, k) => Math.abs(value - rows.y[k]));
      return Array.from({ length: rows.outputs }, (_, j) =>
        Array.from(errors.filter((__, k) => k % rows.outputs === j)).toSorted((a, b) => a - b),
      );
    },
  };
}
