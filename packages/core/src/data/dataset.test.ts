import { expect, test } from "vitest";
import { columnOf, takeRows, type Row } from "./dataset.ts";
import { createDataset } from "./create-dataset.ts";

test("rows become flat vectors, and a single number is a row of one", () => {
  expect(
    createDataset(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [7, 8, 9],
    ),
  ).toEqual({
    rows: 3,
    inputs: 2,
    outputs: 1,
    x: Float64Array.of(1, 2, 3, 4, 5, 6),
    y: Float64Array.of(7, 8, 9),
  });
});

test("the numbers are copied", () => {
  const x = [[1]];
  const dataset = createDataset(x, [2]);
  x[0][0] = 9;
  expect(dataset.x[0]).toBe(1);
});

test("rows are taken in the given order, and may be taken twice", () => {
  const dataset = createDataset(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [[7], [8], [9]],
  );
  const taken = takeRows(dataset, [2, 0, 2]);
  expect(taken).toEqual(
    createDataset(
      [
        [5, 6],
        [1, 2],
        [5, 6],
      ],
      [9, 7, 9],
    ),
  );
  taken.x[0] = 0;
  expect(dataset.x[4]).toBe(5);
});

const rejected: [what: string, x: Row[], y: Row[], message: string][] = [
  ["no rows", [], [], "createDataset: expected at least 1 row, got 0"],
  ["more rows in x than in y", [1, 2], [1], "createDataset: expected 2 rows in y, as in x, got 1"],
  ["a short row", [[1, 2], [3]], [1, 2], "createDataset: expected 2 numbers in row 2 of x, got 1"],
  ["a long target", [1, 2], [1, [2, 3]], "createDataset: expected 1 numbers in row 2 of y, got 2"],
  [
    "NaN",
    [
      [1, 2],
      [3, NaN],
    ],
    [1, 2],
    "createDataset: expected a finite number in row 2, column 2 of x, got NaN",
  ],
  [
    "an infinite target",
    [1],
    [-Infinity],
    "createDataset: expected a finite number in row 1, column 1 of y, got -Infinity",
  ],
  ["text", [["1" as unknown as number]], [1], "createDataset: expected a finite number in row 1, column 1 of x, got 1"],
];

test.each(rejected)("%s is rejected", (_, x, y, message) => {
  expect(() => createDataset(x, y)).toThrow(new RangeError(message));
});

test("a column is every width-th value, also of a vector without rows", () => {
  expect(columnOf(Float64Array.of(1, 2, 3, 4, 5, 6), 3, 1)).toEqual(Float64Array.of(2, 5));
  expect(columnOf(new Float64Array(), 3, 1)).toEqual(new Float64Array());
});
