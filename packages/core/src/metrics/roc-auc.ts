import type { ClassMetric } from "./class-metric.ts";

/**
 * Area under the ROC curve: the probability that a random row of the class gets a higher probability for it than a random
 * other row; ties count half. 1 separates perfectly, 0.5 is guessing. With two classes it is that of the second; with more, the mean
 * over the classes, each against the rest. Hanley and McNeil, Radiology 143 (1982). NaN if all rows are of one class; classes that do
 * not occur are left out.
 */
export const rocAuc: ClassMetric = ({ probabilities, actual, classes }) => {
  const areaOf = (c: number) => {
    const positives = new Float64Array(actual.reduce((count, one) => count + (one === c ? 1 : 0), 0));
    const negatives = new Float64Array(actual.length - positives.length);
    let p = 0;
    for (let i = 0; i < actual.length; i++) {
      const probability = probabilities[i * classes + c];
      if (actual[i] === c) positives[p++] = probability;
      else negatives[i - p] = probability;
    }
    return countLower(positives.sort(), negatives.sort()) / (positives.length * negatives.length);
  };
  if (classes === 2) return areaOf(1);
  const defined = Array.from({ length: classes }, (_, c) => areaOf(c)).filter((area) => !Number.isNaN(area));
  return defined.reduce((sum, area) => sum + area, 0) / defined.length;
};

/** The pairs in which the negative is lower than the positive, and half of those in which they are equal. Both are in ascending order. */
function countLower(positives: Float64Array, negatives: Float64Array): number {
  let lower = 0;
  let notHigher = 0;
  let sum = 0;
  for (const positive of positives) {
    while (negatives[lower] < positive) lower += 1;
    while (negatives[notHigher] <= positive) notHigher += 1;
    sum += (lower + notHigher) / 2;
  }
  return sum;
}
