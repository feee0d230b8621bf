import { expect, test } from "vitest";
import { lookup } from "./registry.ts";

const fruits = { apple: 1, pear: 2 };

test("a name gives its entry", () => {
  expect(lookup(fruits, "pear", "here", "fruit")).toBe(2);
});

test("an unknown name gives an error that lists the valid names", () => {
  const message = 'here: expected fruit to be one of apple, pear, got "plum"';
  expect(() => lookup(fruits, "plum", "here", "fruit")).toThrow(new RangeError(message));
});

test("names inherited by every object are not valid", () => {
  expect(() => lookup(fruits, "toString", "here", "fruit")).toThrow(RangeError);
  expect(() => lookup(fruits, "__proto__", "here", "fruit")).toThrow(RangeError);
});

test.each([
  [["apple"], "a list of 1"],
  [{ toString: 1, valueOf: 1 }, "an object"],
  [null, "null"],
  [undefined, "undefined"],
  [1, "1"],
  ["x".repeat(1e6), `"${"x".repeat(80)}…"`],
])("a name of another type, or a long one, is rejected in a short line: %#", (name, shown) => {
  const message = `here: expected fruit to be one of apple, pear, got ${shown}`;
  expect(() => lookup(fruits, name, "here", "fruit")).toThrow(new RangeError(message));
});
