/** What a training tells as it goes: its updates, its epochs, its end. */

/** One update. */
export interface StepRecord {
  /** Counts updates from 1. */
  readonly step: number;
  /** The epoch the update belongs to, from 1. */
  readonly epoch: number;
  /** The loss of its batch before the update. */
  readonly loss: number;
  /** Where this update was the last of its epoch. */
  readonly epochRecord?: EpochRecord;
}

/** One pass over the training rows. Losses are in the scaled unit where the spec scales targets. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's rows, each batch measured before its update; with the full batch, the loss of the network as the epoch began. */
  readonly loss: number;
  /** Of the network as the epoch ended; where there are validation rows. */
  readonly validationLoss?: number;
  /** Of the epoch's last update. */
  readonly learningRate: number;
  /** Euclidean norm of the gradients of the epoch's last batch. */
  readonly gradientNorm: number;
}

/**
 * Why a training has ended: all epochs are done, a stop rule was reached, or the loss, gradients or parameters were no
 * longer finite numbers, and it had no restart left or no epoch to restart in.
 */
export interface TrainingEnd {
  /** All epochs done, a stop rule reached, or no longer finite. */
  readonly reason: "completed" | "early" | "diverged";
  /** Epochs completed. */
  readonly epoch: number;
}
