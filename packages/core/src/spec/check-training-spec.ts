/** Validates a training spec and its data before the training starts. */
import { integerAtLeast } from "./range.ts";
import { checkSettingRanges, checkSettings } from "./registry.ts";
import { showValue } from "./show-value.ts";
import { outputCount } from "../network/layer-sizes.ts";
import { lookupLoss, type TrainingSpec } from "./training-spec.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { Loss } from "../losses/index.ts";
import type { NetworkSpec } from "./network-spec.ts";

const WHERE = "createTrainer";

/** Squares and sums of larger numbers might overflow. */
const MAX_VALUE = 1e100;

/**
 * Checks a spec by itself and against the data. Names that are looked up when the training is created are checked there.
 * @throws RangeError that says what is wrong.
 */
export function checkTrainingSpec(spec: TrainingSpec, { train, validation }: TrainingData): void {
  if (spec.folds) {
    const { members = 1 } = spec.network;
    if (members < 2 || members > train.rows) {
      throw new RangeError(`${WHERE}: expected from 2 to ${train.rows} members with folds, got ${members}`);
    }
    if (validation) throw new RangeError(`${WHERE}: expected folds or validation rows, got both`);
  }
  const { batchSize = 1, epochs, restarts = 0, shuffle = true } = spec;
  const ranges = { batchSize: integerAtLeast(1), epochs: integerAtLeast(1), restarts: integerAtLeast(0) };
  checkSettingRanges({ ranges }, { batchSize, epochs, restarts }, WHERE);
  if (typeof shuffle !== "boolean") {
    throw new RangeError(`${WHERE}: expected shuffle to be true or false, got ${showValue(shuffle)}`);
  }
  checkSettings({ defaults: { l1: 0, l2: 0 } }, { ...spec.penalty }, WHERE, "penalty");
  checkSettings({ defaults: { norm: 0, value: 0 } }, { ...spec.clipping }, WHERE, "clipping");

  const { entry: loss } = lookupLoss(spec.loss, WHERE);
  const lossName = typeof spec.loss === "string" ? spec.loss : spec.loss.type;
  const { targets: scaler = "none" } = spec.scaling ?? {};
  if (loss.targets && scaler !== "none") {
    throw new RangeError(`${WHERE}: expected unscaled targets, as ${lossName} requires, got scaler ${scaler}`);
  }
  for (const [part, dataset] of Object.entries({ train, validation })) {
    if (!dataset) continue;
    checkNumbers(dataset, part);
    checkWidths(spec.network, dataset, part, loss.outputsPerTarget);
    checkTargets(loss, lossName, dataset, part);
  }
}

function checkNumbers({ rows, x, y }: Dataset, part: string): void {
  if (rows < 1) throw new RangeError(`${WHERE}: expected at least 1 row in ${part}, got 0`);
  for (const values of [x, y]) {
    const wrong = values.find((value) => !(Math.abs(value) <= MAX_VALUE));
    if (wrong !== undefined)
      throw new RangeError(`${WHERE}: expected numbers within ±${MAX_VALUE} in ${part}, got ${wrong}`);
  }
}

function checkWidths(network: NetworkSpec, dataset: Dataset, part: string, outputsPerTarget = 1): void {
  const { inputs, layers } = network;
  // `createNetwork` rejects a network without layers.
  const outputs = layers.length > 0 ? outputCount(network) / outputsPerTarget : dataset.outputs;
  for (const [name, expected] of Object.entries({ inputs, outputs })) {
    const found = dataset[name as "inputs" | "outputs"];
    if (found !== expected)
      throw new RangeError(`${WHERE}: expected ${expected} ${name} in ${part}, to match the network, got ${found}`);
  }
}

function checkTargets({ targets }: Loss, lossName: string, { rows, outputs, y }: Dataset, part: string): void {
  if (!targets) return;
  for (let i = 0; i < rows; i++) {
    const row = y.subarray(i * outputs, (i + 1) * outputs);
    if (!targets.has(row)) {
      const got = Array.from(row).join(", ");
      throw new RangeError(
        `${WHERE}: expected ${targets.words} in row ${i + 1} of ${part}, as ${lossName} requires, got ${got}`,
      );
    }
  }
}
