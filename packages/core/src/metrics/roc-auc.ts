import type { ClassMetric } from "./class-metric.ts";

/**
 * Area under the ROC curve: the probability that a random row of the class gets a higher probability for it than a random
 * other row; ties count half. 1 separates perfectly, 0.5 is guessing. With two classes it is that of the second; with more, the mean
 * over the classes, each against the rest. Computed from ranks: Hanley and McNeil, Radiology 143 (1982). NaN if all rows
 * are of one class; classes that do not occur are left out.
 */
export const rocAuc: ClassMetric = ({ probabilities, actual, classes }) => {
  const areas = Array.from({ length: classes }, (_, c) =>
    areaOf(
      Float64Array.from(actual, (__, i) => probabilities[i * classes + c]),
      Array.from(actual, (one) => one === c),
    ),
  );
  if (classes === 2) return areas[1];
  const defined = areas.filter((area) => !Number.isNaN(area));
  return defined.reduce((sum, area) => sum + area, 0) / defined.length;
};

/** (Σ ranks of the positives − P·(P + 1) / 2) / (P·N); equal values have the mean of their ranks. */
function areaOf(values: Float64Array, isPositive: readonly boolean[]): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  let rankSum = 0;
  for (let first = 0; first < order.length;) {
    let end = first;
    let positives = 0;
    for (; end < order.length && values[order[end]] === values[order[first]]; end++) {
      if (isPositive[order[end]]) positives += 1;
    }
    rankSum += (positives * (first + 1 + end)) / 2;
    first = end;
  }
  const positives = isPositive.filter(Boolean).length;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}
