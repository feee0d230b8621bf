import fc from "fast-check";
import { expect, test } from "vitest";
import { applyScaler, scaledWidth, undoScaler } from "./scaler.ts";
import { fitLimits, fitScaler, scalers, type ScalerName } from "./fit-scaler.ts";

const names = Object.keys(scalers) as ScalerName[];

// Two columns: 1, 3, 5, 7 has mean 4 and variance (9 + 1 + 1 + 9) / 4 = 5; 10, 10, 30, 30 has mean 20 and deviation 10.
const values = Float64Array.of(1, 10, 3, 10, 5, 30, 7, 30);

test("standard fits mean and standard deviation of each column", () => {
  const scaler = fitScaler("standard", values, 2);
  expect(scaler).toEqual({ offset: [4, 20], scale: [Math.sqrt(5), 10] });
  const root = Math.sqrt(5);
  expect(applyScaler(scaler, values)).toEqual(Float64Array.of(-3 / root, -1, -1 / root, -1, 1 / root, 1, 3 / root, 1));
});

test("minMax scales each column to the range from 0 to 1", () => {
  const scaler = fitScaler("minMax", values, 2);
  expect(scaler).toEqual({ offset: [1, 10], scale: [6, 20] });
  expect(applyScaler(scaler, values)).toEqual(Float64Array.of(0, 0, 2 / 6, 0, 4 / 6, 1, 1, 1));
});

test("none leaves every number unchanged", () => {
  const scaler = fitScaler("none", values, 2);
  expect(applyScaler(scaler, values)).toEqual(values);
});

test("scaled values are copies", () => {
  const before = values.slice();
  const scaler = fitScaler("standard", values, 2);
  const scaled = applyScaler(scaler, values);
  undoScaler(scaler, scaled);
  expect(values).toEqual(before);
});

test.each(names)("%s: a constant column is shifted but not scaled, even if its mean is inexact", (name) => {
  for (const constant of [0, 0.1, -7, 1e9 + 0.1]) {
    const column = new Float64Array(7).fill(constant);
    const scaler = fitScaler(name, column, 1);
    expect(scaler.scale).toEqual([1]);
    if (name === "none") continue;
    for (const value of applyScaler(scaler, column))
      expect(Math.abs(value)).toBeLessThanOrEqual(1e-15 * constant ** 2 + 1e-15);
  }
});

test.each(names)("%s: undoing the scaling restores the values, up to rounding", (name) => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(number, { minLength: 4, maxLength: 40 }), (width, numbers) => {
      const whole = Float64Array.from(numbers.slice(0, numbers.length - (numbers.length % width)));
      const scaler = fitScaler(name, whole, width);
      expect(scaler.scale.every((scale) => scale > 0)).toBe(true);
      undoScaler(scaler, applyScaler(scaler, whole)).forEach((value, i) => {
        expect(Math.abs(value - whole[i])).toBeLessThan(1e-9);
      });
    }),
  );
});

test("an unknown scaler is rejected with the valid names", () => {
  expect(() => fitScaler("robust" as ScalerName, values, 2)).toThrow(
    new RangeError('fitScaler: expected scaler to be one of standard, minMax, none, got "robust"'),
  );
});

test.each(names)("%s: a row of weight 0 changes nothing, and equal weights are the same as none", (name) => {
  const far = Float64Array.of(...values.subarray(0, 2), 1e9, -1e9, ...values.subarray(2));
  expect(fitScaler(name, far, 2, Float64Array.of(1, 0, 1, 1, 1))).toEqual(fitScaler(name, values, 2));
  expect(fitScaler(name, values, 2, Float64Array.of(2, 2, 2, 2))).toEqual(fitScaler(name, values, 2));
});

// 1, 3, 5, 7 with weights 3, 1, 0, 0: mean (3 + 3) / 4 = 1.5, variance (3 · 0.25 + 2.25) / 4 = 0.75.
test("standard weights the rows", () => {
  expect(fitScaler("standard", Float64Array.of(1, 3, 5, 7), 1, Float64Array.of(3, 1, 0, 0))).toEqual({
    offset: [1.5],
    scale: [Math.sqrt(0.75)],
  });
});

// The knots 0, 2, 10: 1 is half through the first interval, 4 a quarter through the second, −5 before and 20 behind all.
test("knots add the parts of each value, and the number itself stays", () => {
  const scaler = { offset: [1, 0], scale: [2, 1], knots: [[0, 2, 10], []] };
  expect(scaledWidth(2, scaler.knots)).toBe(4);
  expect(Array.from(applyScaler(scaler, Float64Array.of(1, 7, 4, 8, -5, 9, 20, 6)))).toEqual(
    [
      [0, 0.5, 0, 7],
      [1.5, 1, 0.25, 8],
      [-3, 0, 0, 9],
      [9.5, 1, 1, 6],
    ].flat(),
  );
});

test("each part is the value's place in its interval, clamped, to the last bit", () => {
  const number = fc.double({ min: -100, max: 100, noNaN: true });
  const knots = fc.uniqueArray(number, { maxLength: 9, comparator: (a, b) => a === b });
  fc.assert(
    fc.property(knots, fc.array(number, { maxLength: 9 }), (unsorted, others) => {
      const ends = unsorted.toSorted((a, b) => a - b);
      const parts = (value: number) =>
        ends.slice(1).map((end, t) => Math.min(Math.max((value - ends[t]) / (end - ends[t]), 0), 1));
      const all = Float64Array.of(...others, ...ends, NaN);
      const expected = Array.from(all, (value) => [value, ...parts(value)]).flat();
      expect(Array.from(applyScaler({ offset: [0], scale: [1], knots: [ends] }, all))).toEqual(expected);
    }),
    { seed: 1 },
  );
});

test("a single knot adds no part", () => {
  expect(applyScaler({ offset: [0], scale: [1], knots: [[3]] }, Float64Array.of(1, 5))).toEqual(Float64Array.of(1, 5));
  expect(scaledWidth(1, [[3]])).toBe(1);
});

test("limits clamp inputs before they are scaled, and predictions after", () => {
  const scaler = { offset: [10], scale: [2], limits: [[6, 14]] as const };
  expect(applyScaler(scaler, Float64Array.of(5, 6, 11, 100))).toEqual(Float64Array.of(-2, -2, 0.5, 2));
  expect(undoScaler(scaler, Float64Array.of(-3, -2, 0.5, 45))).toEqual(Float64Array.of(6, 6, 11, 14));
  const withKnots = { ...scaler, knots: [[0, 20]] };
  expect(applyScaler(withKnots, Float64Array.of(100))).toEqual(Float64Array.of(2, 14 / 20));
});

test("limits are the range of the rows that count, and a margin in scaled units", () => {
  const scaler = { offset: [4, 20], scale: [5, 10] };
  expect(fitLimits(values, scaler, 0.5)).toEqual([
    [1 - 2.5, 7 + 2.5],
    [10 - 5, 30 + 5],
  ]);
  expect(fitLimits(values, scaler, 0, Float64Array.of(0, 1, 1, 0))).toEqual([
    [3, 5],
    [10, 30],
  ]);
});

test.each(names)("%s: values outside of limits count as the nearest when a scaler is fitted", (name) => {
  const fitted = fitScaler(name, Float64Array.of(-9, 5, 1, 6, 2, 99), 2, undefined, [
    [0, 3],
    [5, 8],
  ]);
  expect(fitted).toEqual(fitScaler(name, Float64Array.of(0, 5, 1, 6, 2, 8), 2));
});
