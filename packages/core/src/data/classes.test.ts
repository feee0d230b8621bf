import fc from "fast-check";
import { expect, test } from "vitest";
import { balancedWeights, classIndices, classOutputs, classProbabilities } from "./classes.ts";
import { createDataset } from "./create-dataset.ts";
import { assignFolds } from "./folds.ts";
import { split, splitRows } from "./split.ts";

test("two classes are one number, more are one each", () => {
  expect([2, 3, 10].map(classOutputs)).toEqual([1, 3, 10]);
  expect(Array.from(classProbabilities(Float64Array.of(0.25, 1), 1))).toEqual([0.75, 0.25, 0, 1]);
  expect(Array.from(classIndices(Float64Array.of(1, 0, 0.6), 1))).toEqual([1, 0, 1]);
  expect(Array.from(classIndices(Float64Array.of(0, 0, 1, 0.4, 0.4, 0.2), 3))).toEqual([2, 0]);
});

// n / (K · n_c) = 4 / (2 · 3) and 4 / (2 · 1), as scikit-learn's class_weight="balanced".
test("balanced weights give every class the same total", () => {
  const weights = balancedWeights(createDataset([0, 0, 0, 0], [0, 0, 1, 0]));
  expect(Array.from(weights)).toEqual([4 / 6, 4 / 6, 2, 4 / 6]);
});

const strataOf = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 60 });
const countOf = (strata: readonly number[], rows: ArrayLike<number>, stratum: number) =>
  Array.from(rows).filter((row) => strata[row] === stratum).length;

test("a stratified split gives each stratum its share, give or take one row, and loses no row", () => {
  fc.assert(
    fc.property(strataOf, fc.double({ min: 0.1, max: 0.9, noNaN: true }), fc.nat(), (strata, fraction, seed) => {
      const rows = strata.length;
      const { train, validation } = splitRows(rows, fraction, { seed, strata });
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual(strata.map((_, i) => i));
      expect(train.length).toBe(splitRows(rows, fraction, { seed }).train.length);
      for (const stratum of new Set(strata)) {
        const all = strata.filter((one) => one === stratum).length;
        expect(Math.abs(countOf(strata, train, stratum) - (all * train.length) / rows)).toBeLessThan(1 + 1e-9);
      }
    }),
  );
});

test("stratified folds have the same number of rows of each stratum, give or take one", () => {
  fc.assert(
    fc.property(strataOf, fc.integer({ min: 2, max: 4 }), fc.nat(), (strata, members, seed) => {
      const folds = assignFolds(strata.length, members, seed, strata);
      for (const stratum of new Set(strata)) {
        const counts = Array.from({ length: members }, (_, m) =>
          countOf(
            strata,
            Array.from(folds.keys()).filter((row) => folds[row] === m),
            stratum,
          ),
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("split by classes keeps the rare class on both sides", () => {
  const y = Array.from({ length: 40 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const { train, validation } = split(createDataset(y, y), 0.5, { stratify: true, seed: 4 });
  expect([train, validation].map((part) => part.y.filter((one) => one === 1).length)).toEqual([2, 2]);
});
