/**
 * A training's arithmetic done elsewhere than in plain TypeScript, such as in WebAssembly. An engine is asked once, before
 * the first step, whether it can do a training; where it can, the trainer keeps the books (epochs, best, stop rules,
 * snapshots) and leaves whole steps to it. Without an engine, or where it cannot, everything happens in this package, which is the
 * reference: in float64 an engine gives the same bits.
 */
import type { Dataset } from "../data/dataset.ts";
import type { Settings } from "../spec/registry.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Vector } from "../vector.ts";

/** A training before its first step. */
export interface EnginePlan {
  /** Checked: it makes sense by itself and with the data. */
  readonly spec: TrainingSpec;
  /** Rows to learn from; scaled. */
  readonly train: Dataset;
  /** Rows to be judged by; scaled. */
  readonly validation?: Dataset;
  /** For each row to learn from, the member of an ensemble that does not learn from it. */
  readonly folds?: Uint8Array;
  /** Rows in a batch; the last of an epoch may be smaller. Where it is the number of rows, they are used in their order. */
  readonly batchSize: number;
  /** How many numbers optimizer and schedule remember: the optimizer's slots and scalars, then the schedule's. */
  readonly optimizerStateLength: number;
}

/** Takes on a training, or does not: undefined. */
export type Engine = (plan: EnginePlan) => EngineSession | undefined;

/** A training as an engine does it. All vectors are in its own memory, never move, and are the truth: the trainer reads and writes them. */
export interface EngineSession {
  /** Laid out as in `Network`: member after member, layer after layer, then the shortcut of each. All 0 at the start. */
  readonly parameters: Vector;
  /** Of the last batch, laid out alike. */
  readonly gradients: Vector;
  /** What optimizer and schedule remember, `memoryLength` numbers. */
  readonly optimizerState: Vector;
  /** The rows to learn from in the order of the epoch, which the trainer writes before the epoch where they are shuffled. */
  readonly order: Uint32Array;
  /** The learning rates of the updates to come, which the trainer writes; as many updates can be asked for at once. */
  readonly learningRates: Float64Array;
  /** What the last call of `steps` or `epochs` measured, for each update or epoch it did: loss before the update, and its weight (rows, where all count alike). */
  readonly losses: Float64Array;
  /** The weight of each of these losses. */
  readonly weights: Float64Array;
  /** For each epoch that the last call of `epochs` did: the Euclidean norm of the gradients. */
  readonly gradientNorms: Float64Array;

  /**
   * Updates with the batches `first` … `first + count − 1` of the epoch, where `done` updates came before.
   * @param settings the optimizer's, now; the learning rate in them does not count, `learningRates` does.
   * @returns how many updates were done: fewer where the loss of a batch is not finite, which then does not update.
   */
  steps(first: number, count: number, done: number, settings: Settings): number;

  /**
   * The same for whole epochs of a single batch, where nobody judges in between. Keeps the parameters of the lowest loss:
   * an epoch whose loss is below `lowest` leaves those it began with in `bestParameters`, and lowers it.
   * @returns how many epochs were done well: fewer where a loss, the norm of the gradients, a parameter or a number that the optimizer
   * remembers is not finite after one, which then is not counted though it may have updated; `hasDiverged` says so.
   */
  epochs(count: number, done: number, settings: Settings, lowest: number): number;
  /** Whether the trainer had better ask for `steps` always, which several threads share. */
  readonly isMultithreaded: boolean;
  /** The parameters with the lowest loss of all epochs since the last call. */
  readonly bestParameters: Vector;
  /** Which epoch of the last call of `epochs` that was, from 0; −1 for none. */
  readonly bestIndex: number;
  /** Whether the last call of `epochs` ended because something was no longer finite. */
  readonly hasDiverged: boolean;

  /** What a member says of the rows of a part, `[rows, outputs]`: a view that the next call overwrites. Nothing is dropped. */
  forward(member: number, part: "train" | "validation"): Vector;
}
