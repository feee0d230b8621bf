/**
 * Rosenblatt's perceptron, the simplest network there is: one unit that says 1 where w · x + b ≥ 0 and else 0, and a rule
 * that corrects it by each row it gets wrong. Rosenblatt, Psychological Review 65 (1958).
 *
 * It finds a line between two classes whenever there is one (Novikoff, 1962), and never settles when there is none, as for XOR.
 */
import type { Dataset } from "./data/dataset.ts";

/** What a perceptron has learned. */
export interface Perceptron {
  /** One weight for each input; learned in place. */
  readonly weights: Float64Array;
  /** Added to the weighted sum; learned in place. */
  bias: number;
}

/** A perceptron that knows nothing: all weights and the bias are 0. */
export function createPerceptron(inputs: number): Perceptron {
  return { weights: new Float64Array(inputs), bias: 0 };
}

/** 1 or 0 for one row of inputs. */
export function classify({ weights, bias }: Perceptron, x: ArrayLike<number>): 0 | 1 {
  let sum = bias;
  for (let j = 0; j < weights.length; j++) sum += weights[j] * x[j];
  return sum >= 0 ? 1 : 0;
}

/**
 * One pass of the perceptron rule over all rows: w ← w + η·(y − ŷ)·x, b ← b + η·(y − ŷ).
 * A row that is right changes nothing.
 *
 * @param data one output, 0 or 1, for each row.
 * @param options.learningRate η. Default 1; with weights that start at 0 it only scales them.
 * @returns how many rows were wrong: 0 means that it has learned all of them.
 */
export function trainPerceptron(
  perceptron: Perceptron,
  data: Dataset,
  { learningRate = 1 }: { learningRate?: number } = {},
): number {
  const { weights } = perceptron;
  let wrong = 0;
  for (let i = 0; i < data.rows; i++) {
    const x = data.x.subarray(i * data.inputs, (i + 1) * data.inputs);
    const error = data.y[i] - classify(perceptron, x);
    if (error === 0) continue;
    wrong += 1;
    for (let j = 0; j < weights.length; j++) weights[j] += learningRate * error * x[j];
    perceptron.bias += learningRate * error;
  }
  return wrong;
}
