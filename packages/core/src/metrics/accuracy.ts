import type { ClassMetric } from "./class-metric.ts";
import { confusionMatrix } from "./confusion-matrix.ts";

/** Accuracy: the fraction of rows whose most probable class is the true one. */
export const accuracy: ClassMetric = (predictions) => {
  const correct = confusionMatrix(predictions).reduce((sum, row, c) => sum + row[c], 0);
  return correct / predictions.actual.length;
};

/**
 * Balanced accuracy: the mean over the classes that occur of the fraction of their rows that were recognized; 1 / classes
 * for guessing. Brodersen et al., The Balanced Accuracy and Its Posterior Distribution, ICPR 2010.
 */
export const balancedAccuracy: ClassMetric = (predictions) => {
  const recalls = confusionMatrix(predictions)
    .map((row, c) => row[c] / row.reduce((sum, count) => sum + count, 0))
    .filter((recall) => !Number.isNaN(recall));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
};
