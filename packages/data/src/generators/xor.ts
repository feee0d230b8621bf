import { createDataset, type Dataset } from "@epochal/core";

/**
 * Exclusive or: 1 when exactly one of two inputs is 1. No straight line separates its four rows, so a network needs a
 * hidden layer. Minsky and Papert, Perceptrons (1969).
 */
export function xor(): Dataset {
  return createDataset(
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    [0, 1, 1, 0],
  );
}
