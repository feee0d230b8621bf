/** A training as plain data, which can be sent as JSON or to a worker: names, never functions. */
import { lookupWithSettings, type Settings } from "./registry.ts";
import { losses, type Loss, type LossSpec } from "../losses/index.ts";
import type { OutputTransformName } from "../output-transforms/index.ts";
import type { NetworkSpec } from "./network-spec.ts";
import type { OptimizerSpec } from "../optimizers/index.ts";
import type { Knots } from "../data/scaler.ts";
import type { ScalerName } from "../data/fit-scaler.ts";
import type { ScheduleSpec } from "../schedules/index.ts";
import type { StoppingSpec } from "../stopping/index.ts";
import type { Precision } from "../vector.ts";

/** Everything a training needs except its rows. */
export interface TrainingSpec {
  /** The network to train. */
  readonly network: NetworkSpec;
  /** The loss to minimize: a name, or a name with settings. See `losses`. */
  readonly loss: LossSpec;
  /** The optimizer, with its learning rate. See `optimizers`. */
  readonly optimizer: OptimizerSpec;
  /** How the learning rate changes during the training. Default `{ type: "constant" }`. */
  readonly schedule?: ScheduleSpec;
  /** Rows per update. Default: all of them. */
  readonly batchSize?: number;
  /**
   * Whether batches smaller than the data draw their rows in a new random order each epoch. If false, each batch takes the
   * next rows in order: to reproduce the numbers of another script, or when the rows are already shuffled. Default true.
   */
  readonly shuffle?: boolean;
  /** Passes over the training rows, ≥ 1. */
  readonly epochs: number;
  /** Seed of the initial weights, all shuffles and all dropout. An integer from 0 to 4294967295, default 0. */
  readonly seed?: number;
  /** How columns are scaled: fitted on the training rows only, and undone in the model's predictions. Default: not at all. */
  readonly scaling?: Scaling;
  /** Adds l1 · Σ |w| + ½ · l2 · Σ w² over all weights, not the biases, to the minimized loss, not to reported ones. Default 0. */
  readonly penalty?: Penalty;
  /** Clips each gradient to ±`value`, then rescales all of them to a norm of at most `norm`. Default: no clipping. */
  readonly clipping?: Clipping;
  /**
   * Splits the training rows into one fold per member of the network. Each member trains on all folds except its own, and
   * the validation loss is computed on each fold by the member that has not seen it: an ensemble needs no separate
   * validation rows. Default false. With `overlapping`, a twentieth of the rows are left out by two members: how much these
   * disagree says by how much the ensemble, which averages all members, is more accurate than they are (see `shrinkage`).
   */
  readonly folds?: boolean | "overlapping";
  /** Rules that may end the training before its last epoch. Default: none; only divergence does. */
  readonly stopping?: readonly StoppingSpec[];
  /**
   * How often a training that diverges restarts with new weights before it ends as diverged. Epochs and updates continue to
   * count, including the diverged epoch, so a restart gets the remaining ones. Optimizer and schedule start over; changed
   * settings are kept. Default 0.
   */
  readonly restarts?: number;
  /** Default `float64`. `float32` is faster for large networks; results differ from about the sixth digit on. */
  readonly precision?: Precision;
}

/** How numbers become those of the network, and its outputs predictions. */
export interface Scaling {
  /** How inputs are scaled. Default `none`. */
  readonly inputs?: ScalerName;
  /** How targets are scaled. Default `none`. */
  readonly targets?: ScalerName;
  /**
   * Knots of each input, such as those of `quantileKnots`: each number is followed by a piecewise-linear part for each
   * interval between two of its knots, see `applyScaler`. The network has `scaledWidth` inputs. Default: no parts.
   */
  readonly knots?: Knots;
  /**
   * How far, in scaled units, inputs and predictions may lie outside the range of the training rows, or of the knots of an
   * input: what lies farther away is clamped, as too few rows support it. Default: without limits.
   */
  readonly margins?: { readonly inputs?: number; readonly targets?: number };
}

/** Penalties on large weights. */
export interface Penalty {
  /** Factor of Σ |w|, ≥ 0: drives weights to 0. Default 0. */
  readonly l1?: number;
  /** Factor of ½ · Σ w², ≥ 0: keeps weights small. Default 0. */
  readonly l2?: number;
}

/** Limits for gradients. */
export interface Clipping {
  /** Maximum Euclidean norm of all gradients together, ≥ 0. Default: no limit. */
  readonly norm?: number;
  /** Maximum magnitude of each gradient, ≥ 0. Default: no limit. */
  readonly value?: number;
}

/** The loss that a spec names, with its settings. */
export function lookupLoss(spec: LossSpec, where: string): { entry: Loss; settings: Settings } {
  const record = losses as unknown as Readonly<Record<string, Loss>>;
  return lookupWithSettings(record, typeof spec === "string" ? { type: spec } : spec, where, "loss");
}

/** How the outputs of a network trained with this loss become predictions of the targets. */
export function outputTransformOf(spec: LossSpec): OutputTransformName {
  return lookupLoss(spec, "outputTransformOf").entry.link ?? "identity";
}
