import { expect, test } from "vitest";
import { printable, printableLines } from "./printable.ts";

test("characters that a terminal executes or reorders are shown as escapes, all others stay", () => {
  expect(printable("a\u001b]52;c;x\u0007 \u009b31m \u202ebad\u2066 \r\n\t\u007f\u2028")).toBe(
    String.raw`a\u001b]52;c;x\u0007 \u009b31m \u202ebad\u2066 \u000d\u000a\u0009\u007f\u2028`,
  );
  expect(printable("価格 🏠 e\u0301 ± \\u001b שלום")).toBe("価格 🏠 e\u0301 ± \\u001b שלום");
  expect(printableLines("a\u001b\nb")).toBe("a\\u001b\nb");
});

test("JSON keeps its value", () => {
  const value = { "\u009b": "\u202e \u007f \n \ud800" };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  expect(JSON.parse(printableLines(JSON.stringify(value, undefined, 2)))).toEqual(value);
});
