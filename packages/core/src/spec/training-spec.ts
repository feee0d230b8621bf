/** A training as plain data: it survives JSON, a wire and a worker. Names, never functions. */
import { lookupWithSettings } from "./registry.ts";
import { losses, type Loss, type LossSpec } from "../losses/index.ts";
import type { OutputTransformName } from "../output-transforms/index.ts";
import type { Settings } from "./registry.ts";
import type { NetworkSpec } from "./network-spec.ts";
import type { OptimizerSpec } from "../optimizers/index.ts";
import type { ScalerName } from "../data/scaler.ts";
import type { ScheduleSpec } from "../schedules/index.ts";
import type { StoppingSpec } from "../stopping/index.ts";
import type { Precision } from "../vector.ts";

/** All that a training needs besides its rows. */
export interface TrainingSpec {
  /** What learns: inputs, layers, members. */
  readonly network: NetworkSpec;
  /** What is made small: a name, or a name with settings. See `losses`. */
  readonly loss: LossSpec;
  /** How the network follows its gradients, and how far at once. See `optimizers`. */
  readonly optimizer: OptimizerSpec;
  /** How the learning rate changes while it trains. Default `{ type: "constant" }`. */
  readonly schedule?: ScheduleSpec;
  /** Rows used for one update. Default: all of them. */
  readonly batchSize?: number;
  /**
   * Whether batches that are not all rows draw theirs anew each epoch. Without, each is the next rows in their order: as others'
   * scripts do it whose numbers are to come out, or where the rows have been shuffled before. Default true.
   */
  readonly shuffle?: boolean;
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
  /**
   * How often a training that diverges begins again with other first weights before it ends as diverged. Epochs and updates
   * count on, the one that diverged too, so that a restart gets what is left of them; optimizer and schedule begin anew,
   * settings changed on the way stay. Default 0.
   */
  readonly restarts?: number;
  /** How precise its numbers are. Default `float64`; `float32` is faster on large networks, and differs in the sixth digit or so. */
  readonly precision?: Precision;
}

/** How strongly large weights are held back. */
export interface Penalty {
  /** On the sum of their sizes, ≥ 0: it makes weights 0. Default 0. */
  readonly l1?: number;
  /** On half the sum of their squares, ≥ 0: it makes weights small. Default 0. */
  readonly l2?: number;
}

/** How long gradients may be at most. */
export interface Clipping {
  /** Of all of them together, their Euclidean norm, ≥ 0. Default: any. */
  readonly norm?: number;
  /** Of each, ≥ 0. Default: any. */
  readonly value?: number;
}

/** The loss that a spec names, and its settings. */
export function lookupLoss(spec: LossSpec, where: string): { entry: Loss; settings: Settings } {
  const record = losses as unknown as Readonly<Record<string, Loss>>;
  return lookupWithSettings(record, typeof spec === "string" ? { type: spec } : spec, where, "loss");
}

/** What the outputs of a network that was trained with a loss say of the targets. */
export function outputTransformOf(spec: LossSpec): OutputTransformName {
  return lookupLoss(spec, "outputTransformOf").entry.link ?? "identity";
}
