import type { Columns, Model } from "@epochal/core";
import { expect, test } from "vitest";
import { partialDependence } from "./partial-dependence.ts";

const columns: Columns = {
  inputs: [
    { name: "age", kind: "number", unknown: [30, 1] },
    { name: "city", kind: "category", values: ["Oslo", "Rome"] },
    { name: "sold", kind: "time", order: "ymd", parts: ["year"] },
  ],
  targets: ["price"],
};
/** price = 2 · age + 100 if age is missing + 10 in Rome + year. */
const predictFlat = (x: Float64Array) =>
  Float64Array.from({ length: x.length / 5 }, (_, i) => {
    const [age = 0, missing = 0, , rome = 0, year = 0] = x.subarray(5 * i, 5 * i + 5);
    return 2 * age + 100 * missing + 10 * rome + year;
  });
const model = { columns, predictFlat } as unknown as Model;
const rows = [
  [20, 0, 1, 0, 1],
  [40, 0, 0, 1, 3],
  [30, 1, 0, 1, 5],
];

test("a number varies over its values, all other columns stay, and the missing cell does not count", () => {
  const { column, at, predicted } = partialDependence(model, 0, rows)!;
  expect([column, at[0], at.at(-1)]).toEqual(["age", 20, 40]);
  // On average: 10 in two of three rows, and year 3.
  const expected = (at as readonly number[]).map((age) => 2 * age + 20 / 3 + 3);
  predicted.forEach(([value], i) => expect(value).toBeCloseTo(expected[i]!, 10));
});

test("each category has a value", () => {
  const { at, predicted } = partialDependence(model, 1, rows)!;
  expect(at).toEqual(["Oslo", "Rome"]);
  expect(predicted[1]![0]! - predicted[0]![0]!).toBeCloseTo(10, 10);
});

test("a date has no axis", () => {
  expect(partialDependence(model, 2, rows)).toBeUndefined();
});

test("without names, inputs are numbered", () => {
  const plain = { predictFlat: (x: Float64Array) => x } as unknown as Model;
  expect(partialDependence(plain, 0, [[1], [2]])).toMatchObject({ column: "input 1" });
  expect(partialDependence(plain, 0, [[1], [1]])).toBeUndefined();
});
