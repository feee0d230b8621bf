/**
 * The networks of an ensemble on the rows that each of them did not learn from: so every row is evaluated by a network that has
 * not seen it, and none is lost for training. Stone, JRSS B 36 (1974).
 */
import { predictOutOfFold, rowsOfFold } from "../data/folds.ts";
import { takeRows, type Dataset } from "../data/dataset.ts";
import { applyScaler } from "../data/scaler.ts";
import { outputCount } from "../network/layer-sizes.ts";
import { predictMember } from "../network/network.ts";
import { toTargetUnits, type Model } from "./model.ts";
import type { Baseline } from "./baselines.ts";

/**
 * Predicts flat rows `[rows, inputs]`, unscaled, each by the member that did not learn from it: `[rows, targets]` in the targets' units.
 * @param folds for each of these rows, the index of that member.
 */
export function outOfFoldPredictor(model: Model, folds: Uint8Array): (x: Float64Array) => Float64Array {
  const { network, scalers, link } = model;
  const outputs = outputCount(network.spec);
  const byFold = network.members.map((_, m) => rowsOfFold(folds, m));
  return (x) => {
    const scaled = applyScaler(scalers.inputs, x);
    const width = scaled.length / folds.length;
    const predictFold = (m: number) => {
      const rows = { rows: folds.length, inputs: width, outputs: 0, x: scaled, y: new Float64Array() };
      return predictMember(network, network.members[m], takeRows(rows, byFold[m]).x);
    };
    return toTargetUnits(predictOutOfFold(predictFold, network.members.length, folds, outputs), link, scalers.targets);
  };
}

/** Predictions of a baseline for each row, fitted to the rows of all other folds. */
export function outOfFoldBaseline(train: Dataset, folds: Uint8Array, fit: (rows: Dataset) => Baseline): Float64Array {
  const members = Math.max(...folds) + 1;
  const indices = Array.from(folds.keys());
  return predictOutOfFold(
    (m) => {
      const predict = fit(
        takeRows(
          train,
          indices.filter((i) => folds[i] !== m),
        ),
      );
      return predict(takeRows(train, rowsOfFold(folds, m)).x);
    },
    members,
    folds,
    train.outputs,
  );
}
