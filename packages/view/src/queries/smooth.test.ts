import { expect, test } from "vitest";
import { createSeries } from "../run-state/series.ts";
import { smooth } from "./smooth.ts";

test("a smoothed value is the mean of the earlier values, weighted by age", () => {
  const series = createSeries();
  [8, 0, 4].forEach((value, i) => series.push(i, value));
  // 8; (0.5·8 + 0)/(0.5 + 1) = 8/3; (0.25·8 + 0 + 4)/(0.25 + 0.5 + 1) = 24/7
  const { epochs, values } = smooth(series, 0.5);
  expect(Array.from(epochs)).toEqual([0, 1, 2]);
  [8, 8 / 3, 24 / 7].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
});

test("a constant stays the same, and a value that is not finite leaves a gap", () => {
  const series = createSeries();
  [3, 3, NaN, 3].forEach((value, i) => series.push(i, value));
  const { epochs, values } = smooth(series, 0.95);
  expect(Array.from(epochs)).toEqual([0, 1, 3]);
  for (const value of values) expect(value).toBeCloseTo(3, 12);
});
