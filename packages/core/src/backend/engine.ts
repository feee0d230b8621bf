/**
 * An engine computes whole updates of a training, for instance in WebAssembly. It is asked once, before the first step,
 * whether it supports the training; if so, the trainer only does the bookkeeping: epochs, best parameters, stopping rules,
 * snapshots. Without an engine, this package computes everything; it is the reference: in float64 an engine gives the same bits.
 */
import type { PreparedRows } from "../data/prepare-data.ts";
import type { Settings } from "../spec/registry.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Vector } from "../vector.ts";

/** A training before its first step. */
export interface EnginePlan {
  /** Valid by itself and for the data. */
  readonly spec: TrainingSpec;
  /** Training rows, scaled. */
  readonly train: PreparedRows;
  /** Validation rows, scaled. */
  readonly validation?: PreparedRows | undefined;
  /** For each training row, the member of the ensemble that does not learn from it. */
  readonly folds?: Uint8Array | undefined;
  /** For each training row, a second such member, or the same one. Default: all are the same. */
  readonly secondFolds?: Uint8Array | undefined;
  /** Rows in a batch; the last of an epoch may be smaller. If it is the number of rows, they are used in order. */
  readonly batchSize: number;
  /** Length of the state of optimizer and schedule: the optimizer's slots and scalars, then the schedule's slots. */
  readonly optimizerStateLength: number;
}

/** Accepts a training and returns its session, or undefined if it does not support it. */
export type Engine = (plan: EnginePlan) => EngineSession | undefined;

/**
 * A training in an engine. All vectors live in the engine's memory, never move, and are the only copy: the trainer reads and
 * writes them.
 */
export interface EngineSession {
  /** In the layout of `Network`: member by member, layer by layer, then each shortcut. Initially 0. */
  readonly parameters: Vector;
  /** Gradients of the last batch, in the same layout. */
  readonly gradients: Vector;
  /** State of optimizer and schedule, `optimizerStateLength` numbers. */
  readonly optimizerState: Vector;
  /** The order of the training rows; the trainer writes it before each epoch if rows are shuffled. */
  readonly order: Uint32Array;
  /** Learning rates of the next updates, written by the trainer; its length limits the updates of one call. */
  readonly learningRates: Float64Array;
  /** For each update or epoch of the last call of `steps` or `epochs`: the loss before the update. */
  readonly losses: Float64Array;
  /** The weight of each of these losses: the number of rows, if all count equally. */
  readonly weights: Float64Array;
  /** For each epoch of the last call of `epochs`: the Euclidean norm of the gradients. */
  readonly gradientNorms: Float64Array;

  /**
   * Updates with batches `first` … `first + count − 1` of the epoch.
   * @param done updates completed before.
   * @param settings the optimizer's current ones; its learning rate is ignored in favour of `learningRates`.
   * @returns the number of updates performed: fewer if the loss of a batch is not finite; that batch does not update.
   */
  steps(first: number, count: number, done: number, settings: Settings): number;

  /**
   * The same for whole epochs of a single batch, without evaluation between them. Keeps the parameters with the lowest
   * loss: an epoch whose loss is below `lowest` copies those it started with to `bestParameters`, and lowers `lowest`.
   * @returns the number of successful epochs: fewer if a loss, the norm of the gradients, a parameter or a number of the
   * optimizer state is not finite after one. That epoch does not count, though it may have updated; see `hasDiverged`.
   */
  epochs(count: number, done: number, settings: Settings, lowest: number): number;
  /** Whether `steps` uses several threads, so that the trainer should not call `epochs`. */
  readonly isMultithreaded: boolean;
  /** The parameters with the lowest loss since the last call of `epochs` began. */
  readonly bestParameters: Vector;
  /** The epoch of the last call of `epochs` that started with `bestParameters`, from 0; −1 for none. */
  readonly bestIndex: number;
  /** Whether the last call of `epochs` ended because a number was no longer finite. */
  readonly hasDiverged: boolean;

  /**
   * A member's outputs for all rows of a part, `[rows, outputs]`: a view that the next call for it overwrites. No dropout. The
   * part `fold` is the training rows whose fold is the member, in order.
   */
  forward(member: number, part: "train" | "validation" | "fold"): Vector;
}
