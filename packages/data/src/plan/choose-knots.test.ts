import { expect, test } from "vitest";
import { chooseKnots } from "./choose-knots.ts";

/** The knots of one input. */
function knotsOf(values: readonly number[], pieces: number): readonly number[] {
  const rows = values.length;
  return chooseKnots(
    { rows, inputs: 1, outputs: 1, x: Float64Array.from(values), y: new Float64Array(rows) },
    pieces,
  )[0];
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("knots are quantiles, in order, whatever the order of the rows", () => {
  expect(knotsOf(upTo(101), 4)).toEqual([0, 25, 50, 75, 100]);
  expect(knotsOf(upTo(101).toReversed(), 4)).toEqual([0, 25, 50, 75, 100]);
});

test("each value of a column with few of them is a knot, if there are rows enough", () => {
  const values = (rows: number) => upTo(rows).map((i) => i % 6);
  expect(knotsOf(values(600), 2)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(knotsOf(values(60), 2)).toEqual([0, 3, 5]);
});

test("a column with one or two values has no knots", () => {
  expect(knotsOf([1, 1, 1], 4)).toEqual([]);
  expect(knotsOf([0, 1, 1, 0], 4)).toEqual([]);
});

test("equal quantiles are one knot", () => {
  expect(knotsOf([...upTo(10), ...upTo(30).map(() => 10)], 4)).toEqual([0, 10]);
});

test("values that are far out have no knots of their own", () => {
  // Quartiles 25 and 75 of the others: nothing beyond 75 + 3 · 50.
  expect(knotsOf([...upTo(101), 1e6], 4)).toEqual([0, 25, 51, 76, 229]);
  expect(knotsOf([...upTo(101), -1e6], 4)[0]).toBeLessThan(0);
});

test("rows of weight 0 do not count", () => {
  const dataset = { rows: 5, inputs: 1, outputs: 1, x: Float64Array.of(9, 1, 2, 3, -9), y: new Float64Array(5) };
  expect(chooseKnots({ ...dataset, weights: Float64Array.of(0, 1, 1, 1, 0) }, 2)).toEqual([[1, 2, 3]]);
});
