import type { Vector } from "../vector.ts";
import type { Settings, WithSettings } from "../spec/registry.ts";

/**
 * Turns gradients into an update, as one loop over the flat parameter vector.
 * Settings are plain numbers by name, so that each can be written in a spec, sent over a wire and changed during a
 * training; `learningRate` is always among them. The trainer applies `weightDecay`, since it knows which parameters are weights.
 */
export interface Optimizer<OwnSettings extends Settings = Settings> extends WithSettings<OwnSettings> {
  /** Numbers of state per parameter; all zeros at the start. */
  readonly slots: number;
  /** Further numbers of state, after the slots. Default 0. */
  readonly scalars?: number;
  /**
   * Updates `parameters` in place. Afterwards `gradients` holds the gradients from before the update.
   *
   * @param state `slots` vectors, one after another, each as long as `parameters`, and then `scalars` numbers.
   * @param step counts updates from 1.
   * @param evaluate for line searches: returns the loss at the current parameters on the same batch, and sets `gradients`
   * to exactly its derivatives.
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
