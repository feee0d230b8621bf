/** A training as plain data: it survives JSON, a wire and a worker. Names, never functions. */
import { chooseWithSettings } from "./choice.ts";
import { losses, type Loss, type LossSpec } from "./losses/index.ts";
import { outputsOf, type NetworkSpec } from "./network.ts";
import type { Settings } from "./choice.ts";
import type { TrainingData } from "./dataset.ts";
import type { OptimizerSpec } from "./optimizers/index.ts";
import type { ScalerName } from "./scaler.ts";
import type { ScheduleSpec } from "./schedules/index.ts";
import type { StoppingSpec } from "./stopping/index.ts";

export interface TrainingSpec {
  readonly network: NetworkSpec;
  readonly loss: LossSpec;
  readonly optimizer: OptimizerSpec;
  /** How the learning rate changes while it trains. Default `{ type: "constant" }`. */
  readonly schedule?: ScheduleSpec;
  /** Rows used for one update. Default: all of them, in their order. Smaller batches are shuffled anew each epoch. */
  readonly batchSize?: number;
  /** Passes over the training rows, ≥ 1. */
  readonly epochs: number;
  /** From it come the first weights, every shuffle and every dropout. An integer from 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /** How columns are brought to a like size, learnt on the training rows only and undone in the model's predictions. Default `none`. */
  readonly scaling?: { readonly inputs?: ScalerName; readonly targets?: ScalerName };
  /**
   * Descends l1 · Σ |w| + ½ · l2 · Σ w² over all weights, but not the biases, besides the loss; losses are reported
   * without it. Default 0: weights may grow as they like.
   */
  readonly penalty?: Penalty;
  /** Gradients longer than `norm`, as a whole, are shortened to it; each beyond ±`value` is cut to it. Default: as they are. */
  readonly clipping?: Clipping;
  /**
   * Deals the training rows into as many parts as the network has members; each member learns from all parts but its own,
   * and the validation loss is that of each part by the member that has not seen it. So an ensemble needs no rows set
   * apart to be judged by. Default false.
   */
  readonly folds?: boolean;
  /** What may end the training before its last epoch. Default: nothing but divergence. */
  readonly stopping?: readonly StoppingSpec[];
}

export interface Penalty {
  readonly l1?: number;
  readonly l2?: number;
}

export interface Clipping {
  readonly norm?: number;
  readonly value?: number;
}

/** Squares and sums of larger numbers would no longer be finite. */
const LARGEST = 1e100;

/** The loss that a spec names, and its settings. */
export function chooseLoss(spec: LossSpec, where: string): { entry: Loss; settings: Settings } {
  const record = losses as unknown as Readonly<Record<string, Loss>>;
  return chooseWithSettings(record, typeof spec === "string" ? { type: spec } : spec, where, "loss");
}

/**
 * Whether a spec makes sense by itself and with the data; names are checked where they are looked up.
 * @throws RangeError that says where it does not.
 */
export function checkSpec(spec: TrainingSpec, { train, validation }: TrainingData): void {
  const where = "createTrainer";
  if (spec.folds) {
    const { members = 1 } = spec.network;
    if (members < 2 || members > train.rows) {
      throw new RangeError(
        `${where}: expected from 2 to ${train.rows} members for folds of ${train.rows} rows, got ${members}`,
      );
    }
    if (validation) throw new RangeError(`${where}: expected folds or validation rows, got both`);
  }
  checkCount(spec.batchSize ?? 1, "batchSize");
  checkCount(spec.epochs, "epochs");
  for (const [name, value] of Object.entries({ ...spec.penalty, ...spec.clipping })) {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`${where}: expected ${name} to be a number ≥ 0, got ${value}`);
    }
  }
  const { outputsPerTarget = 1 } = chooseLoss(spec.loss, where).entry;
  for (const [name, dataset] of Object.entries({ train, validation })) {
    if (!dataset) continue;
    if (dataset.rows < 1) throw new RangeError(`${where}: expected at least 1 row in ${name}, got 0`);
    for (const values of [dataset.x, dataset.y]) {
      const wrong = values.find((value) => !(Math.abs(value) <= LARGEST));
      if (wrong !== undefined)
        throw new RangeError(`${where}: expected numbers within ±${LARGEST} in ${name}, got ${wrong}`);
    }
    if (dataset.inputs !== spec.network.inputs) {
      throw new RangeError(
        `${where}: expected ${spec.network.inputs} inputs in ${name}, as the network has, got ${dataset.inputs}`,
      );
    }
    // A network without layers is refused where it is made.
    const outputs = spec.network.layers.length > 0 ? outputsOf(spec.network) : outputsPerTarget * dataset.outputs;
    if (outputsPerTarget * dataset.outputs !== outputs) {
      const each = outputsPerTarget === 1 ? "" : `, ${outputsPerTarget} of the network for each`;
      throw new RangeError(
        `${where}: expected ${outputs / outputsPerTarget} outputs in ${name}, as the network has${each}, got ${dataset.outputs}`,
      );
    }
  }

  function checkCount(value: number, name: string): void {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${where}: expected ${name} to be an integer ≥ 1, got ${value}`);
    }
  }
}
