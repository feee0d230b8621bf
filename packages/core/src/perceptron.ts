/**
 * Rosenblatt's perceptron, the simplest network: one unit whose output is 1 if w · x + b ≥ 0, else 0, and a rule that
 * corrects it after each misclassified row. Rosenblatt, Psychological Review 65 (1958).
 *
 * It separates two classes whenever a line can (Novikoff, 1962), and never converges otherwise, as for XOR.
 */
import type { Dataset } from "./data/dataset.ts";

/** The parameters of a perceptron. */
export interface Perceptron {
  /** One weight per input; training changes them in place. */
  readonly weights: Float64Array;
  /** Added to the weighted sum; training changes it in place. */
  bias: number;
}

/** An untrained perceptron: all weights and the bias are 0. */
export function createPerceptron(inputs: number): Perceptron {
  return { weights: new Float64Array(inputs), bias: 0 };
}

/** The class, 1 or 0, of one row of inputs. */
export function classify({ weights, bias }: Perceptron, x: ArrayLike<number>): 0 | 1 {
  let sum = bias;
  for (let j = 0; j < weights.length; j++) sum += weights[j] * x[j];
  return sum >= 0 ? 1 : 0;
}

/**
 * One pass of the perceptron rule over all rows: w ← w + η·(y − ŷ)·x, b ← b + η·(y − ŷ).
 * Correctly classified rows change nothing.
 *
 * @param data rows with one output, 0 or 1.
 * @param options.learningRate η. Default 1; with weights that start at 0 it only scales them.
 * @returns the number of misclassified rows: 0 when all are learned.
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
