import { expect, test } from "vitest";
import { lookup } from "./registry.ts";

const fruits = { apple: 1, pear: 2 };

test("a name becomes its entry", () => {
  expect(lookup(fruits, "pear", "here", "fruit")).toBe(2);
});

test("a name that is not there becomes an error that lists the choices", () => {
  const message = 'here: expected fruit to be one of apple, pear, got "plum"';
  expect(() => lookup(fruits, "plum", "here", "fruit")).toThrow(new RangeError(message));
});

test("names that every object has are not choices", () => {
  expect(() => lookup(fruits, "toString", "here", "fruit")).toThrow(RangeError);
  expect(() => lookup(fruits, "__proto__", "here", "fruit")).toThrow(RangeError);
});
