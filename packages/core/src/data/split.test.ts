import fc from "fast-check";
import { expect, test } from "vitest";
import { takeRows } from "./dataset.ts";
import { createDataset } from "./create-dataset.ts";
import { createRandom } from "../random.ts";
import { split, splitRows } from "./split.ts";

const numbered = (rows: number) =>
  createDataset(
    Array.from({ length: rows }, (_, i) => [i, 10 * i]),
    Array.from({ length: rows }, (_, i) => -i),
  );

test("every whole row is in exactly one part, and neither part is empty", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
      fc.nat(),
      (rows, fraction, seed) => {
        const { train, validation } = split(numbered(rows), fraction, { seed });
        const wanted = Math.round(fraction * rows);
        expect(train.rows).toBe(Math.min(rows - 1, Math.max(1, wanted)));
        expect(train.rows + validation.rows).toBe(rows);

        const parts = [train, validation].flatMap((part) =>
          Array.from({ length: part.rows }, (_, i) => [part.x[2 * i], part.x[2 * i + 1], part.y[i]]),
        );
        expect(parts.toSorted((a, b) => a[0] - b[0])).toEqual(Array.from({ length: rows }, (_, i) => [i, 10 * i, -i]));
      },
    ),
  );
});

test("the same seed gives the same split, a different seed a different one", () => {
  const rows = numbered(50);
  expect(split(rows, 0.8, { seed: 7 })).toEqual(split(rows, 0.8, { seed: 7 }));
  expect(split(rows, 0.8, { seed: 7 })).not.toEqual(split(rows, 0.8, { seed: 8 }));
  expect(split(rows, 0.8)).toEqual(split(rows, 0.8, { seed: 0 }));
});

test("the split is independent of the shuffle by the bare seed", () => {
  const front = Array.from(createRandom(7).permutation(50).subarray(0, 40));
  expect(Array.from(split(numbered(50), 0.8, { seed: 7 }).train.y, (y) => -y)).not.toEqual(front);
});

test.each([0, 1, -0.1, 80, Number.NaN])("fraction %d is rejected", (fraction) => {
  expect(() => split(numbered(5), fraction)).toThrow(
    new RangeError(`split: expected a fraction between 0 and 1, got ${fraction}`),
  );
});

test("a single row cannot be split", () => {
  expect(() => split(numbered(1), 0.5)).toThrow(new RangeError("split: expected at least 2 rows, got 1"));
});

test("indices of rows are split as the rows are", () => {
  const dataset = createDataset([0, 10, 20, 30, 40, 50], [0, 1, 2, 3, 4, 5]);
  const parts = splitRows(6, 0.5, { seed: 3 });
  const rows = split(dataset, 0.5, { seed: 3 });
  expect([takeRows(dataset, parts.train), takeRows(dataset, parts.validation)]).toEqual([rows.train, rows.validation]);
});
