import { expect, test } from "vitest";
import { excerpt } from "./excerpt.ts";

test.each([
  [undefined, "nothing"],
  [null, "null"],
  [7, "7"],
  [true, "true"],
  ["hello", '"hello"'],
  ['a "b"\n', String.raw`"a \"b\"\n"`],
  ["x".repeat(31), `"${"x".repeat(30)}…"`],
  [[1, 2], "a list"],
  [{ a: 1 }, "an object"],
])("an error shows %o as %s", (value, text) => {
  expect(excerpt(value)).toBe(text);
});
