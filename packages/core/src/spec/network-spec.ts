import type { DenseSpec } from "../network/dense.ts";

/** A network as plain data: JSON in, JSON out; names, never functions. */
export interface NetworkSpec {
  /** How many numbers go in, ≥ 1. */
  readonly inputs: number;
  /** From the inputs to the output; the last layer's units are the network's outputs. */
  readonly layers: readonly DenseSpec[];
  /**
   * Adds a straight line through the inputs to the output: that of least squares through all rows a training is given,
   * validation rows too. It stays as it is, so that the layers learn only what a line cannot say. Default false.
   */
  readonly shortcut?: boolean;
  /**
   * How many networks stand side by side, alike but for their first weights; what they say is their mean. Default 1;
   * more make an ensemble, which errs less and costs as much more.
   */
  readonly members?: number;
}
