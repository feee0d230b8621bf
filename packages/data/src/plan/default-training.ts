/** The training of rows that are numbers: the recipe's spec, with the caller's changes, and its training and validation rows. */
import { balancedWeights, classIndices, dense, scaledWidth } from "@epochal/core";
import type { Dataset, OptimizerSpec, TrainingData, TrainingSpec } from "@epochal/core";
import type { DividedRows } from "../columns/split-by-column.ts";
import { chooseKnots } from "./choose-knots.ts";
import { chooseLoss } from "./choose-loss.ts";
import { divideAtRandom, TEST_FRACTION, VALIDATION_FRACTION } from "./divide-at-random.ts";
import { partitionRows } from "./partition-rows.ts";
import { countPieces, planTraining } from "./plan-training.ts";
import type { TrainingOptions } from "./training-options.ts";

/** A training ends early if the held-out loss has no new minimum for this fraction of its epochs. */
const PATIENCE = 0.3;
const MIN_PATIENCE_EPOCHS = 10;

/** Restarts from other initial weights after divergence, which a learning rate set by the user may cause. */
const RESTARTS = 2;

/** Keeps weights from growing without need: AdamW's default. */
const WEIGHT_DECAY = 0.01;

/**
 * How far, in standard deviations, inputs may lie outside of their knots and predictions outside of the targets of the training
 * rows: a little, as no other row does, and no farther, as nothing is known there.
 */
const MARGIN = 1;

/**
 * The recipe's spec and data for rows that may all be used for training and validation.
 *
 * @param data trains without a copy: its memory becomes that of the training, which may order the rows anew.
 * @param divided the rows that train and those, as its `test`, that select the best epoch for all networks of an ensemble. Default: the
 * folds of an ensemble; for a single network 15 % of the rows, of each class, and at most 20,000.
 * @throws RangeError when `batchSize` is not an integer ≥ 1.
 */
export function defaultTraining(
  data: Dataset,
  options: TrainingOptions,
  divided?: DividedRows,
): { spec: TrainingSpec; data: TrainingData } {
  const { seed = 0, isClass = false, classWeights, dropout, l2, optimizer } = options;
  const weighted = isClass && classWeights ? balance(data) : data;
  const pieces = countPieces({ rows: data.rows, isClass });
  const knots = pieces > 0 ? chooseKnots(data, pieces) : undefined;
  const inputs = scaledWidth(data.inputs, knots);
  // A search along a line needs the same loss at each of its points.
  const isSearch = optimizer?.type === "lbfgs";
  const shape = { rows: data.rows, inputs, outputs: data.outputs, isClass };
  const choices = planTraining(shape, isSearch ? { batchSize: data.rows, ...options } : options);
  const { hidden, activation, shortcut, batchSize, epochs, ensemble, overlaps, precision } = choices;
  const isEnsemble = ensemble > 1;
  const hasFolds = isEnsemble && !divided;
  const { loss, outputs } = chooseLoss(data.outputs, isClass, options.loss);
  const {
    schedule = { type: isSearch ? "constant" : "cosine" },
    patience = Math.max(MIN_PATIENCE_EPOCHS, Math.ceil(PATIENCE * epochs)),
  } = options;
  return {
    spec: {
      network: {
        inputs,
        layers: [...hidden.map((units) => dense(units, activation, dropout ? { dropout } : {})), dense(outputs)],
        ...(shortcut && { shortcut }),
        ...(isEnsemble && { members: ensemble }),
      },
      loss,
      optimizer: chooseOptimizer(optimizer, options.learningRate, choices.learningRate),
      schedule,
      batchSize,
      epochs,
      seed,
      scaling: {
        inputs: "standard",
        ...(!isClass && { targets: "standard" }),
        ...(knots && { knots }),
        margins: { inputs: MARGIN, ...(!isClass && { targets: MARGIN }) },
      },
      ...(l2 && { penalty: { l2 } }),
      ...(hasFolds && { folds: overlaps ? "overlapping" : true }),
      stopping: [{ type: "patience", epochs: patience }],
      restarts: RESTARTS,
      ...(precision === "float32" && { precision }),
    },
    data: hasFolds ? { train: weighted } : setValidationApart(weighted, seed, isClass, divided),
  };
}

/** Only Adam's step sizes are alike for all optimizers of a kind: others keep their own default. */
function chooseOptimizer(
  chosen: OptimizerSpec | undefined,
  learningRate: number | undefined,
  rateOfAdam: number,
): OptimizerSpec {
  if (!chosen) return { type: "adamW", learningRate: rateOfAdam, weightDecay: WEIGHT_DECAY };
  const isAdam = chosen.type === "adam" || chosen.type === "adamW";
  return {
    ...(isAdam && { learningRate: rateOfAdam }),
    ...chosen,
    ...(learningRate !== undefined && { learningRate }),
  };
}

/** All classes count alike, in the loss that is minimized and in the one that selects the best epoch. */
function balance(rows: Dataset): Dataset {
  const weights = balancedWeights(rows).map((weight, i) => weight * (rows.weights?.[i] ?? 1));
  return { ...rows, weights };
}

/** Sets validation rows apart, as large as the test rows. */
function setValidationApart(
  rows: Dataset,
  seed: number,
  isClass: boolean,
  divided: DividedRows | undefined,
): TrainingData {
  const atRandom = () => {
    const strata = isClass ? classIndices(rows.y, rows.outputs) : undefined;
    return divideAtRandom(VALIDATION_FRACTION / (1 - TEST_FRACTION), rows.rows, seed, strata);
  };
  const { train: trained, test } = divided ?? atRandom();
  const [train, validation] = partitionRows(rows, [trained, test]);
  return { train, validation };
}
