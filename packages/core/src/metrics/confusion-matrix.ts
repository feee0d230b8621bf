import { classIndices } from "../data/classes.ts";
import type { ClassPredictions } from "./class-metric.ts";

/**
 * The confusion matrix: `matrix[c][k]` is the number of rows of class c that were predicted as class k, the most probable
 * one. The diagonal holds the correct predictions.
 */
export function confusionMatrix({ probabilities, actual, classes }: ClassPredictions): number[][] {
  const matrix = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  classIndices(probabilities, classes).forEach((k, i) => (matrix[actual[i]][k] += 1));
  return matrix;
}
