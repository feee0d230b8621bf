import { expect, test } from "vitest";
import { linearBaseline, meanBaseline } from "./baselines.ts";
import { createDataset } from "../data/dataset.ts";
import { createRandom } from "../random.ts";

/** The largest difference, element by element. */
function distance(actual: Float64Array, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Infinity;
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value)));
}

test("the mean baseline predicts the training mean of each output, whatever the inputs", () => {
  const train = createDataset(
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    [
      [1, 10],
      [2, 20],
      [6, 60],
    ],
  );
  expect(distance(meanBaseline(train)(Float64Array.of(5, 5, -1, 0)), [3, 30, 3, 30])).toBeLessThan(1e-12);
});

// Through (0, 1), (1, 3), (2, 4), (3, 4): x̄ = 1.5, ȳ = 3, slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²
// = (3 + 0 + 0.5 + 1.5) / (2.25 + 0.25 + 0.25 + 2.25) = 5 / 5 = 1, intercept = 3 − 1.5 = 1.5.
test("the linear baseline is the least-squares line", () => {
  const line = linearBaseline(createDataset([0, 1, 2, 3], [1, 3, 4, 4]));
  expect(distance(line(Float64Array.of(0, 10, -1.5)), [1.5, 11.5, 0])).toBeLessThan(1e-7);
});

test("it recovers the plane that generated the rows, for each output", () => {
  const random = createRandom(5);
  const plane = (a: number, b: number, c: number) => [2 * a - 3 * b + 0.5 * c + 7, 100 - c];
  const x = Array.from({ length: 30 }, () => [random.randn(), 1000 * random.randn(), 5 + 0.01 * random.randn()]);
  const baseline = linearBaseline(
    createDataset(
      x,
      x.map(([a, b, c]) => plane(a, b, c)),
    ),
  );
  expect(distance(baseline(Float64Array.of(1, 2, 3, 0, 0, 5)), [...plane(1, 2, 3), ...plane(0, 0, 5)])).toBeLessThan(
    1e-4,
  );
});

test("duplicate and constant columns are handled", () => {
  const x = [1, 2, 3, 4, 5].map((value) => [value, 2 * value, 0.1]);
  const line = linearBaseline(createDataset(x, [3, 5, 7, 9, 11]));
  expect(distance(line(Float64Array.of(6, 12, 0.1)), [13])).toBeLessThan(1e-6);
});

test("the columns of a category, which always sum to 1, are handled", () => {
  const x = [
    [1, 0, 1],
    [1, 0, 2],
    [0, 1, 1],
    [0, 1, 2],
  ];
  const line = linearBaseline(createDataset(x, [11, 12, 21, 22]));
  expect(distance(line(Float64Array.of(1, 0, 3, 0, 1, 0)), [13, 20])).toBeLessThan(1e-6);
});
