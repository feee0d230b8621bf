/** Validates a training spec and its data before the training starts. */
import { lookupUpdate } from "../backend/updater.ts";
import { checkNetworkSpec } from "./check-network-spec.ts";
import { createStopCondition } from "../training/stop-condition.ts";
import { integerAtLeast } from "./range.ts";
import { checkRecord, checkSettingRanges, checkSettings, lookup, type Settings } from "./registry.ts";
import { checkKnots } from "../data/check-knots.ts";
import { scaledWidth } from "../data/scaler.ts";
import { scalers } from "../data/fit-scaler.ts";
import { showValue } from "./show-value.ts";
import { outputCount } from "../network/layer-sizes.ts";
import { lookupLoss, type TrainingSpec } from "./training-spec.ts";
import { checkWeights, MAX_NUMBER, type Dataset, type TrainingData } from "../data/dataset.ts";
import type { Loss } from "../losses/index.ts";

const ranges = {
  batchSize: integerAtLeast(1),
  epochs: integerAtLeast(1),
  restarts: integerAtLeast(0),
  seed: { text: "to be an integer from 0 to 4294967295", has: (value: number) => value >>> 0 === value },
};

/**
 * Checks a spec by itself; it may come from a file or a client and be any value.
 * @param where starts the error messages.
 * @throws RangeError or TypeError that says what is wrong.
 */
export function checkTrainingSpec(value: unknown, where: string): asserts value is TrainingSpec {
  checkRecord(value, "a spec", where);
  const spec = value as TrainingSpec;
  const { batchSize = 1, epochs, restarts = 0, seed = 0, scaling = {}, precision = "float64" } = spec;
  checkNetworkSpec(spec.network, where);
  checkSettingRanges({ ranges }, { batchSize, epochs, restarts, seed }, where);
  if (![undefined, true, false].includes(spec.shuffle))
    throw new RangeError(`${where}: expected shuffle to be true or false, got ${showValue(spec.shuffle)}`);
  if (![undefined, true, false, "overlapping"].includes(spec.folds))
    throw new RangeError(`${where}: expected folds to be true, false or "overlapping", got ${showValue(spec.folds)}`);
  checkOptional(spec.penalty, { l1: 0, l2: 0 }, "penalty", where);
  checkOptional(spec.clipping, { norm: 0, value: 0 }, "clipping", where);
  checkRecord(scaling, "scaling to be an object", where);
  for (const part of ["inputs", "targets"] as const) lookup(scalers, scaling[part] ?? "none", where, "scaler");
  checkOptional(scaling.margins, { inputs: 0, targets: 0 }, "scaling.margins", where);
  if (scaling.knots !== undefined) checkKnots(scaling.knots, where);
  lookup({ float64: 0, float32: 0 }, precision, where, "precision");
  createStopCondition(spec, where);
  lookupUpdate(spec, where);
  lookupLoss(spec.loss, where);
}

/**
 * Checks that a valid spec and the data fit each other.
 * @param where starts the error messages.
 * @throws RangeError that says what is wrong.
 */
export function checkTrainingData(spec: TrainingSpec, { train, validation }: TrainingData, where: string): void {
  const { network, folds, scaling } = spec;
  if (folds) {
    const { members = 1 } = network;
    if (members < 2 || members > train.rows)
      throw new RangeError(`${where}: expected from 2 to ${train.rows} members with folds, got ${members}`);
    if (validation) throw new RangeError(`${where}: expected folds or validation rows, got both`);
  }
  const { entry: loss } = lookupLoss(spec.loss, where);
  const lossName = typeof spec.loss === "string" ? spec.loss : spec.loss.type;
  const scaler = scaling?.targets ?? "none";
  if (loss.targets && scaler !== "none")
    throw new RangeError(`${where}: expected unscaled targets, as ${lossName} requires, got scaler ${scaler}`);
  for (const [part, dataset] of Object.entries({ train, validation })) {
    if (!dataset) continue;
    checkNumbers(dataset, part, where);
    checkWidths(spec, dataset, part, loss.outputsPerTarget, where);
    checkTargets(loss, lossName, dataset, part, where);
  }
}

function checkOptional(settings: unknown, defaults: Settings, name: string, where: string): void {
  if (settings !== undefined)
    checkSettings({ defaults }, checkRecord(settings, `${name} to be an object`, where) as Settings, where, name);
}

function checkNumbers({ rows, x, y, weights }: Dataset, part: string, where: string): void {
  if (rows < 1) throw new RangeError(`${where}: expected at least 1 row in ${part}, got 0`);
  for (const values of [x, y]) {
    const wrong = values.find((value) => !(Math.abs(value) <= MAX_NUMBER));
    if (wrong !== undefined)
      throw new RangeError(`${where}: expected numbers within ±${MAX_NUMBER} in ${part}, got ${wrong}`);
  }
  if (weights) checkWeights(weights, `${where}: ${part}`);
}

function checkWidths(
  { network, scaling: { knots } = {} }: TrainingSpec,
  dataset: Dataset,
  part: string,
  outputsPerTarget: number | undefined,
  where: string,
): void {
  if (knots && knots.length !== dataset.inputs)
    throw new RangeError(
      `${where}: expected knots of ${dataset.inputs} inputs, as in ${part}, got ${knots.length} lists`,
    );
  const inputs = [network.inputs, scaledWidth(dataset.inputs, knots)] as const;
  const outputs = [outputCount(network) / (outputsPerTarget ?? 1), dataset.outputs] as const;
  for (const [name, [expected, found]] of Object.entries({ inputs, outputs })) {
    if (found !== expected)
      throw new RangeError(`${where}: expected ${expected} ${name} in ${part}, to match the network, got ${found}`);
  }
}

function checkTargets(
  { targets }: Loss,
  lossName: string,
  { rows, outputs, y }: Dataset,
  part: string,
  where: string,
): void {
  if (!targets) return;
  for (let i = 0; i < rows; i++) {
    const row = y.subarray(i * outputs, (i + 1) * outputs);
    if (!targets.has(row)) {
      const got = Array.from(row).join(", ");
      throw new RangeError(
        `${where}: expected ${targets.words} in row ${i + 1} of ${part}, as ${lossName} requires, got ${got}`,
      );
    }
  }
}
