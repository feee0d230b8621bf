import fc from "fast-check";
import { expect, test } from "vitest";
import { metrics } from "./index.ts";

const { rmse, mae, r2, mse, medianAbsoluteError, maxError, bias } = metrics;

// Errors 1, −1, 4, 0: Σ|e| = 6, Σe² = 18. Actual 1, 2, 3, 6 has mean 3 and Σ(y − 3)² = 4 + 1 + 0 + 9 = 14.
const actual = Float64Array.of(1, 2, 3, 6);
const predicted = Float64Array.of(2, 1, 7, 6);

test("rmse is the square root of the mean squared error", () =>
  expect(rmse(predicted, actual)).toBe(Math.sqrt(18 / 4)));
test("mae is the mean of the absolute errors", () => expect(mae(predicted, actual)).toBe(1.5));
test("r2 is the fraction of the variance explained", () => expect(r2(predicted, actual)).toBeCloseTo(1 - 18 / 14, 14));
test("mse is the mean of the squared errors", () => expect(mse(predicted, actual)).toBe(18 / 4));
test("maxError is the largest absolute error", () => {
  expect(maxError(predicted, actual)).toBe(4);
  expect(maxError(actual, predicted)).toBe(4);
});
// (1 − 1 + 4 + 0) / 4
test("bias is positive if predictions are too high and negative if they are too low", () => {
  expect(bias(predicted, actual)).toBe(1);
  expect(bias(actual, predicted)).toBe(-1);
});
// |e| in order: 0, 1, 1, 4; without the last row 1, 1, 4; with 3 in its place 1, 1, 3, 4.
test("medianAbsoluteError is the middle absolute error, or the mean of the middle two", () => {
  expect(medianAbsoluteError(predicted, actual)).toBe(1);
  expect(medianAbsoluteError(predicted.subarray(0, 3), actual.subarray(0, 3))).toBe(1);
  expect(medianAbsoluteError(predicted.with(3, 9), actual)).toBe(2);
  expect(medianAbsoluteError(predicted.subarray(2, 3), actual.subarray(2, 3))).toBe(4);
});

test("a metric does not change its arguments", () => {
  const copies = [predicted.slice(), actual.slice()] as const;
  for (const metric of Object.values(metrics)) metric(predicted, actual);
  expect([predicted, actual]).toEqual(copies);
});

test("r2 is 0 for predicting the mean and 1 for exact predictions", () => {
  expect(r2(Float64Array.of(3, 3, 3, 3), actual)).toBe(0);
  expect(r2(actual, actual)).toBe(1);
});

test("r2 is undefined for equal actual values, even if their mean is rounded, and for a single one", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, fc.integer({ min: 1, max: 50 }), (value, n) => {
      const constant = new Float64Array(n).fill(value);
      expect(r2(constant, constant)).toBeNaN();
      expect(r2(constant.with(0, value + 1), constant)).toBeNaN();
    }),
  );
});

// Errors 1, −1, 4, 0 with weights 2, 1, 1, 0: Σw = 4, Σw|e| = 7, Σwe² = 19, Σwe = 5. The weighted mean of 1, 2, 3 is 7/4,
// and Σw(y − 7/4)² = 2 · 9/16 + 1/16 + 25/16 = 44/16.
test("weights count a value as if it occurred more often, and 0 as if it did not occur", () => {
  const weights = Float64Array.of(2, 1, 1, 0);
  const weighted = (name: keyof typeof metrics) => metrics[name](predicted, actual, weights);
  expect([weighted("mse"), weighted("mae"), weighted("bias")]).toEqual([19 / 4, 7 / 4, 5 / 4]);
  expect(weighted("rmse")).toBe(Math.sqrt(19 / 4));
  expect(weighted("r2")).toBeCloseTo(1 - 19 / (44 / 16), 14);
  expect(weighted("medianAbsoluteError")).toBe(1);
  expect(metrics.maxError(predicted, actual, Float64Array.of(2, 1, 0, 1))).toBe(1);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), (counts) => {
      fc.pre(counts.some((count) => count > 0));
      const repeat = (values: Float64Array) =>
        Float64Array.from(counts.flatMap((n, i) => Array<number>(n).fill(values[i])));
      for (const metric of Object.values(metrics)) {
        const repeated = metric(repeat(predicted), repeat(actual));
        const found = metric(predicted, actual, Float64Array.from(counts));
        expect(Object.is(found, repeated) || Math.abs(found - repeated) < 1e-12).toBe(true);
      }
    }),
  );
});

test("metrics keep their inequalities: |bias| ≤ mae ≤ rmse ≤ maxError, median ≤ maxError, mse = rmse², r2 ≤ 1", () => {
  const pair = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), (pairs) => {
      const predicted = Float64Array.from(pairs, ([value]) => value);
      const truth = Float64Array.from(pairs, ([, value]) => value);
      expect(mae(predicted, truth)).toBeLessThanOrEqual(rmse(predicted, truth) + 1e-9);
      expect(Math.abs(bias(predicted, truth))).toBeLessThanOrEqual(mae(predicted, truth));
      expect(rmse(predicted, truth)).toBeLessThanOrEqual(maxError(predicted, truth) + 1e-9);
      expect(medianAbsoluteError(predicted, truth)).toBeLessThanOrEqual(maxError(predicted, truth));
      expect(Math.sqrt(mse(predicted, truth))).toBe(rmse(predicted, truth));
      expect(r2(predicted, truth)).not.toBeGreaterThan(1);
    }),
  );
});
