import { describe, expect, test } from "vitest";
import { columnSpans, encodedWidth, encodePlainRow, type Column } from "./columns.ts";
import { encodeRow } from "./encode-row.ts";

const area: Column = { name: "area", kind: "number", unknown: [80, 1] };
const rent: Column = { name: "rent", kind: "number", reading: "comma", unknown: [900] };
const lift: Column = { name: "lift", kind: "number", reading: "truth", unknown: [0] };
const city: Column = { name: "city", kind: "category", values: ["", "Bern", "Wien"], unknown: [0, 0, 0, 1] };
const heating: Column = { name: "heating", kind: "category", values: ["gas", "oil"], unknown: [0.75, 0.25] };
const zip: Column = { name: "zip", kind: "category", values: ["10", "20"], means: [[5], [7]], unknown: [6] };
const sold: Column = {
  name: "sold",
  kind: "time",
  order: "ymd",
  parts: ["elapsed", "year", "month", "weekday", "hour"],
};
const columns = [area, rent, lift, city, heating, zip];

test("known cells take the numbers of their column, and the numbers for unknown cells stay 0", () => {
  const row = { area: 120, rent: "1.250,50 €", lift: true, city: "Wien", heating: "oil", zip: 20 };
  expect(encodeRow(columns, row, "here")).toEqual([120, 0, 1250.5, 1, 0, 0, 1, 0, 0, 1, 7]);
});

test("unknown cells take the column's numbers: missing, unreadable, or not in the list", () => {
  const row = { area: "n/a", rent: "high", lift: "perhaps", city: "Rom", heating: "solar", zip: "30" };
  expect(encodeRow(columns, row, "here")).toEqual([80, 1, 900, 0, 0, 0, 0, 1, 0.75, 0.25, 6]);
  const missing = { area: null, rent: "", lift: "NA", city: "?", heating: null, zip: null };
  expect(encodeRow(columns, missing, "here")).toEqual([80, 1, 900, 0, 1, 0, 0, 0, 0.75, 0.25, 6]);
  expect(() => encodeRow(columns, {}, "here")).toThrow(new RangeError('here: expected a value for "area", got none'));
  expect(encodedWidth(columns)).toBe(11);
  expect(columnSpans(columns).map(({ first }) => first)).toEqual([0, 2, 3, 4, 8, 10]);
});

// 2024-04-01 is a Monday; 91 days of 2024 have passed, 19,814 days since 1970.
test("a date becomes its parts: by hand for Monday, 1 April 2024, 6 in the morning", () => {
  const encoded = encodeRow([sold], { sold: "2024-04-01 06:00" }, "here");
  const expected = [19_814.25, 2024, 1, 0, 0, 1, 1, 0];
  expect(encoded).toHaveLength(8);
  encoded.forEach((value, j) => expect(value).toBeCloseTo(expected[j], 12));
});

describe("encodePlainRow", () => {
  test("agrees with encodeRow on numbers and known categories", () => {
    const row = { area: 120, rent: 900, lift: 1, city: "Bern", heating: "gas" };
    const plain = [area, rent, lift, city, heating];
    expect(encodePlainRow(plain, row, "here")).toEqual(encodeRow(plain, row, "here"));
  });

  test.each([
    ["text for a number", area, { area: "120" }],
    ["a missing cell", area, {}],
    ["an unknown category", heating, { heating: "solar" }],
    ["a mean", zip, { zip: "10" }],
    ["a date", sold, { sold: "2024-04-01" }],
  ] as const)("rejects %s", (_name, column, row) => {
    expect(() => encodePlainRow([column], row, "here")).toThrow(/^here: expected a value for "\w+", got/);
  });
});
