import { expect, test } from "vitest";
import { columnSpans, encodedWidth, type Column, type NamedRow } from "./columns.ts";
import { encodeRow } from "./encode-row.ts";

const columns: Column[] = [
  { name: "area", kind: "number" },
  { name: "city", kind: "category", values: ["Bern", "Köln", "Wien"] },
  { name: "rooms", kind: "number" },
];

test("a number is encoded to one input and a category to one per value", () => {
  expect(encodedWidth(columns)).toBe(5);
  expect(encodedWidth([])).toBe(0);
});

test("each column has its position in an encoded row", () => {
  expect(columnSpans(columns)).toEqual([
    { name: "area", first: 0, width: 1 },
    { name: "city", first: 1, width: 3 },
    { name: "rooms", first: 4, width: 1 },
  ]);
});

test("a record becomes numbers in the order of the columns", () => {
  expect(encodeRow(columns, { rooms: 4, city: "Köln", area: 120 }, "here")).toEqual([120, 0, 1, 0, 4]);
});

test("numbers may be text, as in CSV", () => {
  expect(encodeRow(columns, { rooms: " -4.5e1 ", city: "Bern", area: "0" }, "here")).toEqual([0, 1, 0, 0, -45]);
});

test("the values of a category may be numbers", () => {
  const floor: Column = { name: "floor", kind: "category", values: ["0", "1"] };
  expect(encodeRow([floor], { floor: 1 }, "here")).toEqual([0, 1]);
});

test("additional columns are ignored", () => {
  expect(encodeRow([columns[0]], { area: 1, colour: "red" }, "here")).toEqual([1]);
});

const complete = { area: 1, city: "Bern", rooms: 2 };
const nothing = null as unknown as string;
const rejected: [what: string, row: NamedRow, message: string][] = [
  ["a missing column", { area: 1, city: "Bern" }, 'row 3: expected a value for "rooms", got none'],
  ["an empty cell", { ...complete, area: "" }, 'row 3: expected a value for "area", got none'],
  ["a blank cell", { ...complete, area: "  " }, 'row 3: expected a value for "area", got none'],
  ["null, as in JSON", { ...complete, area: nothing }, 'row 3: expected a value for "area", got none'],
  ["text for a number", { ...complete, rooms: "many" }, 'row 3: expected a number for "rooms", got "many"'],
  ["NaN", { ...complete, rooms: NaN }, 'row 3: expected a value for "rooms", got none'],
  [
    "an unknown category",
    { ...complete, city: "Rom" },
    'row 3: expected "city" to be one of Bern, Köln, Wien, got "Rom"',
  ],
];

test.each(rejected)("%s is rejected", (_, row, message) => {
  expect(() => encodeRow(columns, row, "row 3")).toThrow(new RangeError(message));
});

test("columns may have the names that every object inherits; a row without them has no value", () => {
  const columns: Column[] = ["__proto__", "constructor", "toString"].flatMap((name) => [
    { name, kind: "number" },
    { name, kind: "category", values: ["1"] },
  ]);
  const row = JSON.parse('{"__proto__": 1, "constructor": "1", "toString": "1"}') as Record<string, string>;
  expect(encodeRow(columns, row, "here")).toEqual([1, 1, 1, 1, 1, 1]);
  for (const column of columns) {
    const message = `here: expected a value for "${column.name}", got none`;
    expect(() => encodeRow([column], {}, "here")).toThrow(new RangeError(message));
  }
});
