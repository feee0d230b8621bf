import { expect, test } from "vitest";
import { sine } from "./sine.ts";

test("points lie within the noise of one wave", () => {
  const { rows, x, y } = sine({ size: 200, noise: 0.1, seed: 1 });
  expect(rows).toBe(200);
  expect(Math.min(...x)).toBeLessThan(-3);
  expect(Math.max(...x)).toBeGreaterThan(3);
  const errors = Array.from(y, (value, i) => value - Math.sin(x[i]));
  expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / rows)).toBeCloseTo(0.1, 1);
});
