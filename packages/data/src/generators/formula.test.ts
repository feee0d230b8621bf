import { createRandom } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { formula } from "./formula.ts";

describe("formula", () => {
  test("without noise every point lies on the formula, inside the range", () => {
    const { x, y, rows } = formula((value) => value ** 2, { from: -3, to: 5, size: 1000, noise: 0 });
    expect(rows).toBe(1000);
    expect(Array.from(y)).toEqual(Array.from(x, (value) => value ** 2));
    expect(Math.min(...x)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...x)).toBeLessThan(5);
    expect(Math.max(...x) - Math.min(...x)).toBeGreaterThan(7.9);
  });

  test("every x is drawn before the first noise", () => {
    const { x, y } = formula(() => 10, { size: 3, noise: 2, seed: 7 });
    const random = createRandom(7);
    expect(Array.from(x)).toEqual([random.rand(), random.rand(), random.rand()]);
    expect(Array.from(y)).toEqual([10 + 2 * random.randn(), 10 + 2 * random.randn(), 10 + 2 * random.randn()]);
  });

  test("noise is the standard deviation of y", () => {
    const { y } = formula(() => 0, { size: 10_000, noise: 0.5 });
    const deviation = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / y.length);
    expect(deviation).toBeCloseTo(0.5, 2);
  });

  test("the same seed draws the same points, a different seed different points", () => {
    expect(formula(Math.exp, { seed: 1 })).toEqual(formula(Math.exp, { seed: 1 }));
    expect(formula(Math.exp, { seed: 1 })).not.toEqual(formula(Math.exp, { seed: 2 }));
  });

  test.each([
    [{ size: 0 }, "formula: expected size to be an integer ≥ 1, got 0"],
    [{ size: 2.5 }, "formula: expected size to be an integer ≥ 1, got 2.5"],
    [{ noise: -1 }, "formula: expected noise to be a number ≥ 0, got -1"],
    [{ noise: NaN }, "formula: expected noise to be a number ≥ 0, got NaN"],
    [{ from: 2, to: 1 }, "formula: expected from < to, got 2 and 1"],
    [{ seed: -1 }, "createRandom: expected an integer seed from 0 to 4294967295, got -1"],
  ])("rejects %j", (options, message) => {
    expect(() => formula(Math.sin, options)).toThrow(new RangeError(message));
  });
});
