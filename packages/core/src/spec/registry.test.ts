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
