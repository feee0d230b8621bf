/** A training is refused where it makes no sense, before it begins and in one line. */
import { checkSettings } from "./registry.ts";
import { showValue } from "./show-value.ts";
import { outputCount } from "../network/network.ts";
import type { NetworkSpec } from "./network-spec.ts";
import { lookupLoss, type TrainingSpec } from "./training-spec.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { Loss } from "../losses/index.ts";

const WHERE = "createTrainer";

/** Squares and sums of larger numbers would no longer be finite. */
const LARGEST = 1e100;

/**
 * Whether a spec makes sense by itself and with the data; names that are looked up elsewhere are checked there.
 * @throws RangeError that says where it does not.
 */
export function checkTrainingSpec(spec: TrainingSpec, { train, validation }: TrainingData): void {
  if (spec.folds) {
    const { members = 1 } = spec.network;
    if (members < 2 || members > train.rows) {
      throw new RangeError(
        `${WHERE}: expected from 2 to ${train.rows} members for folds of ${train.rows} rows, got ${members}`,
      );
    }
    if (validation) throw new RangeError(`${WHERE}: expected folds or validation rows, got both`);
  }
  checkCount(spec.batchSize ?? 1, "batchSize", 1);
  const { shuffle = true } = spec;
  if (typeof shuffle !== "boolean") {
    throw new RangeError(`${WHERE}: expected shuffle to be true or false, got ${showValue(shuffle)}`);
  }
  checkCount(spec.epochs, "epochs", 1);
  checkCount(spec.restarts ?? 0, "restarts", 0);
  checkSettings({ defaults: { l1: 0, l2: 0 } }, { ...spec.penalty }, WHERE, "penalty");
  checkSettings({ defaults: { norm: 0, value: 0 } }, { ...spec.clipping }, WHERE, "clipping");

  const { entry: loss } = lookupLoss(spec.loss, WHERE);
  const lossName = typeof spec.loss === "string" ? spec.loss : spec.loss.type;
  const { targets: scaler = "none" } = spec.scaling ?? {};
  if (loss.targets && scaler !== "none") {
    throw new RangeError(`${WHERE}: expected targets that are not scaled, as ${lossName} needs, got scaler ${scaler}`);
  }
  for (const [part, dataset] of Object.entries({ train, validation })) {
    if (!dataset) continue;
    checkNumbers(dataset, part);
    checkWidths(spec.network, dataset, part, loss.outputsPerTarget);
    checkTargets(loss, lossName, dataset, part);
  }
}

function checkCount(value: number, name: string, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${WHERE}: expected ${name} to be an integer ≥ ${least}, got ${value}`);
  }
}

function checkNumbers({ rows, x, y }: Dataset, part: string): void {
  if (rows < 1) throw new RangeError(`${WHERE}: expected at least 1 row in ${part}, got 0`);
  for (const values of [x, y]) {
    const wrong = values.find((value) => !(Math.abs(value) <= LARGEST));
    if (wrong !== undefined)
      throw new RangeError(`${WHERE}: expected numbers within ±${LARGEST} in ${part}, got ${wrong}`);
  }
}

function checkWidths(network: NetworkSpec, dataset: Dataset, part: string, outputsPerTarget = 1): void {
  if (dataset.inputs !== network.inputs) {
    throw new RangeError(
      `${WHERE}: expected ${network.inputs} inputs in ${part}, as the network has, got ${dataset.inputs}`,
    );
  }
  // A network without layers is refused where it is made.
  const outputs = network.layers.length > 0 ? outputCount(network) : outputsPerTarget * dataset.outputs;
  if (outputsPerTarget * dataset.outputs !== outputs) {
    const each = outputsPerTarget === 1 ? "" : `, ${outputsPerTarget} of the network for each`;
    throw new RangeError(
      `${WHERE}: expected ${outputs / outputsPerTarget} outputs in ${part}, as the network has${each}, got ${dataset.outputs}`,
    );
  }
}

function checkTargets({ targets }: Loss, lossName: string, { rows, outputs, y }: Dataset, part: string): void {
  if (!targets) return;
  for (let i = 0; i < rows; i++) {
    const row = y.subarray(i * outputs, (i + 1) * outputs);
    if (!targets.has(row)) {
      const got = Array.from(row).join(", ");
      throw new RangeError(
        `${WHERE}: expected ${targets.words} in row ${i + 1} of ${part}, as ${lossName} needs, got ${got}`,
      );
    }
  }
}
