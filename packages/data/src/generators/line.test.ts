import { linearBaseline } from "@epochal/core";
import { expect, test } from "vitest";
import { line } from "./line.ts";

test("least squares recovers the slope and the intercept", () => {
  const predict = linearBaseline(line({ size: 1000, slope: -4, intercept: 7, noise: 0.1, seed: 3 }));
  const [at0, at1] = predict(Float64Array.from([0, 1]));
  expect(at0).toBeCloseTo(7, 1);
  expect(at1 - at0).toBeCloseTo(-4, 1);
});

test("without options it is the notebook's line, 100 points with a noise of 0.1", () => {
  const { rows, x, y } = line();
  expect(rows).toBe(100);
  const errors = Array.from(y, (value, i) => value - (3 * x[i] + 2));
  expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / rows)).toBeCloseTo(0.1, 1);
});
