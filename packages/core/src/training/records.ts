/** The reports of a training: updates, epochs and its end. */

/** One update. */
export interface StepRecord {
  /** Number of the update, from 1. */
  readonly step: number;
  /** Number of the epoch it belongs to, from 1. */
  readonly epoch: number;
  /** Loss of its batch before the update. */
  readonly loss: number;
  /** Set if this update was the last of its epoch. */
  readonly epochRecord?: EpochRecord;
}

/** One pass over the training rows. Losses are in scaled units if the spec scales targets. */
export interface EpochRecord {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Mean over the epoch's rows, each batch measured before its update; with the full batch, the loss of the network as the epoch began. */
  readonly loss: number;
  /** Loss on held-out rows at the end of the epoch; only with validation rows or folds. */
  readonly validationLoss?: number;
  /** Learning rate of the epoch's last update. */
  readonly learningRate: number;
  /** Euclidean norm of the gradients of the epoch's last batch. */
  readonly gradientNorm: number;
}

/** Why and when a training ended. */
export interface TrainingEnd {
  /**
   * `completed`: all epochs are done. `early`: a stopping rule applied. `diverged`: the loss, gradients or parameters were no
   * longer finite, and no restart, or no epoch to restart in, was left.
   */
  readonly reason: "completed" | "early" | "diverged";
  /** Epochs completed. */
  readonly epoch: number;
}
