import type { Vector } from "../vector.ts";
import type { Settings, WithSettings } from "../spec/registry.ts";

/**
 * How gradients become an update, as one loop over the flat parameter vector.
 * Settings are plain numbers by name, so that each can be written in a spec, sent over a wire and changed while training;
 * `learningRate` is always among them.
 * One that is called `weightDecay` is taken care of by the trainer, which knows weights from biases.
 */
export interface Optimizer<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** How many numbers it remembers for each parameter; all are 0 at the start. */
  readonly slots: number;
  /** How many numbers it remembers besides, behind the slots. Default 0. */
  readonly scalars?: number;
  /**
   * Updates `parameters` in place, and leaves in `gradients` those from before the update.
   *
   * @param state `slots` vectors, one after another, each as long as `parameters`, and then `scalars` numbers.
   * @param step counts updates from 1.
   * @param evaluate computes the loss, and `gradients` anew, for the parameters as they are then, on the same batch: for
   * optimizers that search along a line. The gradients are exactly the derivatives of what it returns.
   */
  update(
    parameters: Vector,
    gradients: Vector,
    state: Vector,
    step: number,
    settings: Readonly<OwnSettings>,
    evaluate: () => number,
  ): void;
}
