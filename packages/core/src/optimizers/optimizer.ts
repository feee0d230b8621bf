/**
 * How gradients become an update, as one loop over the flat parameter vector.
 * Settings are plain numbers by name, so that each can be written in a spec, sent over a wire and changed while training.
 */
export interface Optimizer<Settings extends Record<string, number> = Record<string, number>> {
  /** Every setting with its default; `learningRate` is always among them. */
  readonly defaults: Readonly<Settings>;
  /** How many numbers it remembers for each parameter; all are 0 at the start. */
  readonly slots: number;
  /**
   * Updates `parameters` in place.
   *
   * @param memory `slots` vectors, one after another, each as long as `parameters`.
   * @param step counts updates from 1.
   */
  update(
    parameters: Float64Array,
    gradients: Float64Array,
    memory: Float64Array,
    step: number,
    settings: Readonly<Settings>,
  ): void;
}
