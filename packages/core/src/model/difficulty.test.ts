import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { difficultyAt } from "./difficulty.ts";
import { fitDifficulty } from "./fit-difficulty.ts";

test("errors of few rows stay as they are, in ascending order", () => {
  const { difficulty, scores } = fitDifficulty([1, 2, 3], [5, 1, 3]);
  expect(scores).toEqual([1, 3, 5]);
  expect(difficultyAt(difficulty, 2)).toBe(1);
});

test("equal errors have the same difficulty everywhere", () => {
  const rows = Array.from({ length: 100 }, (_, i) => i);
  const { difficulty, scores } = fitDifficulty(
    rows,
    rows.map(() => 3),
  );
  expect(difficulty.factors).toHaveLength(5);
  for (const value of [-1e9, 0, 33, 1e9]) expect(difficultyAt(difficulty, value)).toBeCloseTo(1, 12);
  for (const score of scores) expect(score).toBeCloseTo(3, 12);
});

test("between two groups the difficulty is on the line from one to the other, and constant beyond", () => {
  const difficulty = { at: [10, 20], factors: [1, 3] };
  expect([0, 10, 15, 20, 99].map((value) => difficultyAt(difficulty, value))).toEqual([1, 1, 2, 3, 3]);
});

test("equal predictions are allowed", () => {
  const ones = new Float64Array(100).fill(1);
  const errors = ones.map((_, i) => 1 + (i % 2));
  const { difficulty, scores } = fitDifficulty(ones, errors);
  expect(scores.every((score) => score > 0 && Number.isFinite(score))).toBe(true);
  expect(difficultyAt(difficulty, 1)).toBeGreaterThan(0);
});

test("errors of 0 have no difficulty", () => {
  const { difficulty, scores } = fitDifficulty(new Float64Array(50), new Float64Array(50));
  expect([difficultyAt(difficulty, 0), scores.length]).toEqual([1, 50]);
});

test("intervals hold 90 % of new rows in each third of the predictions, though errors grow tenfold", () => {
  const random = createRandom(1);
  const draw = (rows: number) => {
    const predicted = Float64Array.from({ length: rows }, () => random.rand());
    return { predicted, errors: predicted.map((value) => Math.abs(random.randn()) * (0.1 + 0.9 * value)) };
  };
  const counts = [0, 0, 0];
  const repeats = 30;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { predicted, errors } = draw(100);
    const { difficulty, scores } = fitDifficulty(predicted, errors);
    const width = scores[Math.ceil(101 * 0.9) - 1];
    const fresh = draw(300);
    fresh.predicted.forEach((value, i) => {
      if (fresh.errors[i] <= width * difficultyAt(difficulty, value)) counts[Math.floor(3 * value)]++;
    });
  }
  const total = repeats * 300;
  expect(Math.abs(counts[0] + counts[1] + counts[2] - 0.9 * total)).toBeLessThan(0.02 * total);
  for (const count of counts) expect(Math.abs(count / (total / 3) - 0.9)).toBeLessThan(0.06);
});
