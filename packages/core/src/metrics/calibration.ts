/** Calibration: of the rows that are predicted with 80 %, are 80 % correct? */
import { classIndices } from "../data/classes.ts";
import type { ClassMetric, ClassPredictions } from "./class-metric.ts";

/** The rows whose most probable class has a probability in one interval. */
export interface ReliabilityBin {
  /** Number of rows. */
  readonly rows: number;
  /** Mean probability of the predicted class. */
  readonly confidence: number;
  /** Fraction of correct predictions. */
  readonly accuracy: number;
}

const BINS = 10;

/**
 * The points of a reliability diagram: the rows by the probability of their most probable class, in ten intervals
 * (0, 0.1], … (0.9, 1]; intervals without rows are left out. Calibrated predictions have accuracy ≈ confidence in each.
 * Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
 */
export function reliability({ probabilities, actual, classes }: ClassPredictions): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, () => ({ rows: 0, confidence: 0, correct: 0 }));
  classIndices(probabilities, classes).forEach((k, i) => {
    const p = probabilities[i * classes + k];
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.ceil(BINS * p) - 1))];
    bin.rows += 1;
    bin.confidence += p;
    if (k === actual[i]) bin.correct += 1;
  });
  return bins
    .filter(({ rows }) => rows > 0)
    .map(({ rows, confidence, correct }) => ({ rows, confidence: confidence / rows, accuracy: correct / rows }));
}

/**
 * Expected calibration error: the mean over the rows of |accuracy − confidence| of their interval; see `reliability`. 0.05
 * means that stated probabilities are off by five points on average. It is never 0 on few rows, by chance alone.
 */
export const calibrationError: ClassMetric = (predictions) =>
  reliability(predictions).reduce((sum, bin) => sum + bin.rows * Math.abs(bin.accuracy - bin.confidence), 0) /
  predictions.actual.length;
