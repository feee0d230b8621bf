/** Rows whose target is one class of several, as numbers: 0 or 1 for two classes, one-hot for more. */
import type { Dataset } from "./dataset.ts";

/** Number of columns that the classes of one target take in `Dataset.y`: 1 for two classes, else one per class. */
export function classOutputs(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/**
 * The class of each row, from 0, for targets or predictions `[rows, outputs]`: the one with the largest number, of equal ones
 * the first; with a single output, 1 if it is above 0.5, else 0.
 */
export function classIndices(values: Float64Array, outputs: number): Uint32Array {
  return Uint32Array.from({ length: values.length / outputs }, (_, i) => {
    const row = values.subarray(i * outputs, (i + 1) * outputs);
    return outputs > 1 ? row.indexOf(Math.max(...row)) : Number(row[0] > 0.5);
  });
}

/** Probabilities `[rows, classes]` from predictions `[rows, outputs]`: a single output p becomes 1 − p and p. */
export function classProbabilities(predicted: Float64Array, outputs: number): Float64Array {
  if (outputs > 1) return predicted;
  return Float64Array.from({ length: 2 * predicted.length }, (_, k) => {
    const p = predicted[k >> 1];
    return k & 1 ? p : 1 - p;
  });
}

/**
 * The weight of each row that makes all classes count alike: n / (K · n_c) for a row of class c, of K classes that occur.
 * King and Zeng, Logistic Regression in Rare Events Data, Political Analysis 9 (2001).
 */
export function balancedWeights(dataset: Dataset): Float64Array {
  const classes = classIndices(dataset.y, dataset.outputs);
  const counts = new Map<number, number>();
  for (const c of classes) counts.set(c, (counts.get(c) ?? 0) + 1);
  return Float64Array.from(classes, (c) => dataset.rows / (counts.size * counts.get(c)!));
}
