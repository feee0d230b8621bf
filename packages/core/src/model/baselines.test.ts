import { expect, test } from "vitest";
import { linearBaseline, meanBaseline } from "./baselines.ts";
import { createDataset } from "../data/create-dataset.ts";
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
// = (3 + 0 + 0.5 + 1.5) / (2.25 + 0.25 + 0.25 + 2.25) = 5 / 5 = 1. A penalty λ per row shrinks it to s = 1 / (1 + λ). With
// r² = 5² / (5 · 6) = 5/6, the GCV of n = 4 rows is (1 − r² (2 s − s²)) / (3 − s)², which has its minimum at
// s = (r² (n − 1) − 1) / (r² (n − 2)) = 1.5 / (5/3) = 0.9. The nearest of the penalties … 0.0316, 0.1, 0.316 … is 0.1.
test("the linear baseline is the ridge regression whose penalty has the lowest GCV", () => {
  const line = linearBaseline(createDataset([0, 1, 2, 3], [1, 3, 4, 4]));
  const at = (x: number) => 3 + (x - 1.5) / 1.1;
  expect(distance(line(Float64Array.of(0, 10, -1.5)), [at(0), at(10), at(-1.5)])).toBeLessThan(1e-12);
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
  // To 1e-6 of the first target's deviation, about 3,000.
  expect(distance(baseline(Float64Array.of(1, 2, 3, 0, 0, 5)), [...plane(1, 2, 3), ...plane(0, 0, 5)])).toBeLessThan(
    3e-3,
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

test("the linear baseline learns from at most 100,000 rows, evenly spaced", () => {
  // Every second row lies on y = x, the others do not.
  const x = Array.from({ length: 200_000 }, (_, i) => i % 1000);
  const y = x.map((value, i) => (i % 2 === 0 ? value : 0));
  expect(linearBaseline(createDataset(x, y))(Float64Array.of(500))[0]).toBeCloseTo(500, 3);
});
