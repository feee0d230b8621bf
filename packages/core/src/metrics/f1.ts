import type { ClassMetric } from "./class-metric.ts";
import { confusionMatrix } from "./confusion-matrix.ts";

/**
 * F₁ = 2·TP / (2·TP + FP + FN): the harmonic mean of precision and recall. With two classes it is that of the second, the
 * positive one; of more, the mean over the classes that occur or were predicted (macro average). Van Rijsbergen,
 * Information Retrieval (1979), chapter 7. NaN if the positive class neither occurs nor was predicted.
 */
export const f1: ClassMetric = (predictions) => {
  const matrix = confusionMatrix(predictions);
  const scores = matrix.map((row, c) => {
    const occurring = row.reduce((sum, count) => sum + count, 0);
    const predicted = matrix.reduce((sum, other) => sum + other[c], 0);
    return (2 * row[c]) / (occurring + predicted);
  });
  if (scores.length === 2) return scores[1];
  const defined = scores.filter((score) => !Number.isNaN(score));
  return defined.reduce((sum, score) => sum + score, 0) / defined.length;
};
