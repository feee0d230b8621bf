import type { ActivationName, LossSpec, OptimizerSpec, ScheduleSpec } from "@epochal/core";

/** The recipe's choices that may be changed. */
export interface TrainingOptions {
  /** `balanced` gives the rows of rare classes more weight, so that all classes count alike. Default: all rows count alike. */
  readonly classWeights?: "balanced";
  /** Determines the splits, the initial weights and every shuffle. Default 0. */
  readonly seed?: number;
  /** Units of each hidden layer; an empty list leaves only a linear model. Default [64, 64]. */
  readonly hidden?: readonly number[];
  /** Activation of the hidden layers. Default `relu`. */
  readonly activation?: ActivationName;
  /** The loss that training minimizes: a cross-entropy for classes, any other loss for numbers. Default `meanSquaredError`. */
  readonly loss?: LossSpec;
  /** Default `adamW` with a weight decay of 0.01. */
  readonly optimizer?: OptimizerSpec;
  /** The optimizer's step size at the start. Default 0.003 for Adam and AdamW, else the optimizer's own. */
  readonly learningRate?: number;
  /** How the step size changes. Default `cosine`: it falls to 0. */
  readonly schedule?: ScheduleSpec;
  /** Factor of a penalty on squared weights, see `Penalty`. Default 0. */
  readonly l2?: number;
  /** Fraction of the hidden units that are switched off in each update, from 0 to below 1. Default 0. */
  readonly dropout?: number;
  /** Ends the training after this many epochs without a lower held-out loss. Default 0.3 of all epochs, and at least 10. */
  readonly patience?: number;
  /** Rows per update. Default 32; more on large tables. */
  readonly batchSize?: number;
  /** Maximum passes over the training rows. Default: as many as `budget` affords, and at most 20,000 updates. */
  readonly epochs?: number;
  /**
   * Number of networks trained together, each validated on the rows it does not train on, so that no validation rows
   * are set apart. Five are more accurate and take five times as long. Default 10 below 1,000 rows, else 5, or 1 if the
   * table is so large that `budget` affords only a few passes over its rows.
   */
  readonly ensemble?: number;
  /** A factor of the arithmetic that a training may cost by default: twice as much takes about twice as long. Default 1. */
  readonly budget?: number;
  /**
   * Whether the targets are classes: 0 or 1 for two of them, else an output per class, 1 for its rows and 0 for others. Default
   * false: they are numbers.
   */
  readonly isClass?: boolean;
}
