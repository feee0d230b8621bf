import type { ClassMetric } from "./class-metric.ts";

/**
 * Brier score: the mean squared error of the probabilities. With two classes it is (p − y)² of the second, from 0 to 1; with more, the
 * sum over all classes, from 0 to 2. Brier, Verification of Forecasts Expressed in Terms of Probability (1950).
 */
export const brier: ClassMetric = ({ probabilities, actual, classes }) => {
  let sum = 0;
  for (let k = 0; k < probabilities.length; k++) {
    const y = k % classes === actual[Math.floor(k / classes)] ? 1 : 0;
    sum += (probabilities[k] - y) * (probabilities[k] - y);
  }
  // The probabilities of two classes have the same error.
  return sum / (classes === 2 ? 2 : 1) / actual.length;
};
