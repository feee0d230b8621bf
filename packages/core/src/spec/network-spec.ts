import type { DenseSpec } from "../network/dense.ts";

/** A network as plain data: JSON in, JSON out; names, never functions. */
export interface NetworkSpec {
  /** Number of inputs, ≥ 1. */
  readonly inputs: number;
  /** From the inputs to the output; the last layer's units are the network's outputs. */
  readonly layers: readonly DenseSpec[];
  /**
   * Adds a linear model of the inputs to the output: a ridge regression on the rows that the member trains on, never on
   * those that judge it. It is not trained further, so that the layers only learn what a linear model cannot express.
   * Default false.
   */
  readonly shortcut?: boolean;
  /**
   * Size of the ensemble: networks that differ in their initial weights, and whose predictions are averaged. More members
   * have smaller errors and cost proportionally more. Default 1.
   */
  readonly members?: number;
}
