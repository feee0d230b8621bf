import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classMetrics, confusionMatrix, reliability, type ClassMetricName, type ClassPredictions } from "./index.ts";

// Ten rows of three classes, and of two. The values come from scikit-learn 1.2.1: accuracy_score, log_loss,
// balanced_accuracy_score, f1_score (average="macro" for three), roc_auc_score (multi_class="ovr"), brier_score_loss (for
// three: ((P - Y) ** 2).sum(1).mean()), confusion_matrix.
const three: ClassPredictions = {
  // prettier-ignore
  probabilities: Float64Array.of(
    0.7, 0.2, 0.1,  0.2, 0.5, 0.3,  0.1, 0.3, 0.6,  0.4, 0.35, 0.25,  0.3, 0.6, 0.1,
    0.5, 0.25, 0.25,  0.6, 0.3, 0.1,  0.05, 0.15, 0.8,  0.3, 0.4, 0.3,  0.25, 0.5, 0.25,
  ),
  actual: Uint32Array.of(0, 1, 2, 2, 1, 0, 1, 2, 0, 1),
  classes: 3,
};
const two: ClassPredictions = {
  probabilities: Float64Array.from([0.1, 0.8, 0.4, 0.35, 0.8, 0.6, 0.2, 0.9, 0.35, 0.05].flatMap((p) => [1 - p, p])),
  actual: Uint32Array.of(0, 1, 1, 0, 1, 0, 0, 1, 1, 0),
  classes: 2,
};

const expected: Record<Exclude<ClassMetricName, "calibrationError">, readonly [three: number, two: number]> = {
  accuracy: [0.7, 0.7],
  logLoss: [0.7475151254236522, 0.4244631483985274],
  balancedAccuracy: [0.6944444444444443, 0.7],
  f1: [0.7071428571428573, 0.6666666666666665],
  rocAuc: [0.8621031746031745, 0.9],
  brier: [0.4299999999999999, 0.14075],
};

test.each(Object.entries(expected))(
  "%s has the value of scikit-learn, for three classes and for two",
  (name, values) => {
    const metric = classMetrics[name as ClassMetricName];
    expect(metric(three)).toBeCloseTo(values[0], 14);
    expect(metric(two)).toBeCloseTo(values[1], 14);
  },
);

test("the confusion matrix has a row for each true class", () => {
  expect(confusionMatrix(three)).toEqual([
    [2, 1, 0],
    [1, 3, 0],
    [1, 0, 2],
  ]);
  expect(confusionMatrix(two)).toEqual([
    [4, 1],
    [2, 3],
  ]);
});

// Confidences of `two`: 0.9 ✓, 0.8 ✓, 0.6 ✗, 0.65 ✓, 0.8 ✓, 0.6 ✗, 0.8 ✓, 0.9 ✓, 0.65 ✗, 0.95 ✓.
describe("calibration", () => {
  test("groups the rows by the probability of the predicted class", () => {
    const bins = reliability(two);
    const rounded = bins.map(({ rows, confidence, accuracy }) => [rows, confidence.toFixed(4), accuracy]);
    expect(rounded).toEqual([
      [2, "0.6000", 0],
      [2, "0.6500", 0.5],
      [3, "0.8000", 1],
      [2, "0.9000", 1],
      [1, "0.9500", 1],
    ]);
  });

  test("its error is the mean distance of accuracy and confidence", () => {
    // (2 · 0.6 + 2 · 0.15 + 3 · 0.2 + 2 · 0.1 + 1 · 0.05) / 10
    expect(classMetrics.calibrationError(two)).toBeCloseTo(0.235, 14);
  });

  test("its error is 0 for certain and correct predictions, and 1 for certain and wrong ones", () => {
    const certain = { probabilities: Float64Array.of(1, 0, 0, 1), classes: 2 };
    expect(classMetrics.calibrationError({ ...certain, actual: Uint32Array.of(0, 1) })).toBe(0);
    expect(classMetrics.calibrationError({ ...certain, actual: Uint32Array.of(1, 0) })).toBe(1);
  });
});

test("rows of a single class have no ROC curve; a certain error has a finite log loss", () => {
  const wrong = { probabilities: Float64Array.of(1, 0, 1, 0), actual: Uint32Array.of(1, 1), classes: 2 };
  expect(classMetrics.rocAuc(wrong)).toBeNaN();
  expect(classMetrics.logLoss(wrong)).toBeCloseTo(52 * Math.LN2, 12);
  expect(classMetrics.f1(wrong)).toBe(0);
  expect(classMetrics.f1({ ...wrong, actual: Uint32Array.of(0, 0) })).toBeNaN();
});

const predictions = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 30 }))
  .chain(([classes, rows]) =>
    fc.record({
      classes: fc.constant(classes),
      weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: classes * rows, maxLength: classes * rows }),
      actual: fc
        .array(fc.integer({ min: 0, max: classes - 1 }), { minLength: rows, maxLength: rows })
        .map((list) => Uint32Array.from(list)),
    }),
  )
  .map(({ classes, weights, actual }): ClassPredictions => {
    const sums = Array.from(actual, (_, i) =>
      weights.slice(i * classes, (i + 1) * classes).reduce((sum, weight) => sum + weight, 0),
    );
    const probabilities = Float64Array.from(weights, (weight, k) => weight / sums[Math.floor(k / classes)]);
    return { classes, actual, probabilities };
  });

test("the order of the rows does not matter, and every metric is within its bounds", () => {
  fc.assert(
    fc.property(predictions, (one) => {
      const { probabilities, actual, classes } = one;
      const rows = Array.from({ length: actual.length }, (_, i) =>
        probabilities.subarray(i * classes, (i + 1) * classes),
      );
      const reversed: ClassPredictions = {
        classes,
        actual: actual.toReversed(),
        probabilities: Float64Array.from(rows.toReversed().flatMap((row) => Array.from(row))),
      };
      for (const [name, metric] of Object.entries(classMetrics)) {
        const value = metric(one);
        const most = { logLoss: Infinity, brier: 2 }[name] ?? 1;
        expect(Number.isNaN(value) || (value >= 0 && value <= most), `${name} is ${value}`).toBe(true);
        expect(metric(reversed).toFixed(12)).toBe(value.toFixed(12));
      }
    }),
  );
});
