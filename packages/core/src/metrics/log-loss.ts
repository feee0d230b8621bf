import { log } from "../math/index.ts";
import type { ClassMetric } from "./class-metric.ts";

/** Smaller probabilities count as this one, so that a single certain error does not make the mean infinite. */
const MIN_PROBABILITY = Number.EPSILON;

/**
 * Log loss, or cross-entropy: the mean of −ln p over the rows, where p is the probability given to the true class. 0 is
 * perfect; ln(classes) is guessing. It rewards honest probabilities: no others have a lower expectation. Good, Rational
 * Decisions, JRSS B 14 (1952). p is taken to be at least 2⁻⁵².
 */
export const logLoss: ClassMetric = ({ probabilities, actual, classes }) => {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) {
    sum -= log(Math.max(MIN_PROBABILITY, probabilities[i * classes + actual[i]]));
  }
  return sum / actual.length;
};
