/** What a person chooses on the page beside the data: a network and how it trains. Plain data, which fits into an address. */
import type { ActivationName, LossName, OptimizerName } from "@epochal/core";

export interface NetworkChoices {
  /** Units of each hidden layer; none leaves a linear model. */
  readonly hidden: readonly number[];
  /** The activation of the hidden layers. */
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly optimizer: OptimizerName;
  /** The learning rate. */
  readonly rate: number;
  /** Rows per update; 0: all. */
  readonly batch: number;
  /** Rows of the data set, before some are set apart to judge. */
  readonly rows: number;
  /** Standard deviation of the noise on the rows. */
  readonly noise: number;
  /** The seed of the initial weights and the order of the rows. */
  readonly seed: number;
  readonly epochs: number;
  /** Stops after this many epochs without a lower loss; 0: never. */
  readonly patience: number;
}
