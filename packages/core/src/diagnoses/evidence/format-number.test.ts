import { expect, test } from "vitest";
import { formatNumber, formatPercent } from "./format-number.ts";

test("numbers have three significant digits, and powers of ten only if they would be long", () => {
  expect([0, 0.01234, 41.549, 12345, 1040000, -3].map(formatNumber)).toEqual([
    "0",
    "0.0123",
    "41.5",
    "12300",
    "1040000",
    "-3",
  ]);
  expect([1.2e-7, 0.000999, 3.99e10, 2.85e305].map(formatNumber)).toEqual(["1.2e-7", "9.99e-4", "3.99e10", "2.85e305"]);
  expect(formatNumber(Infinity)).toBe("more than any number");
});

test("percentages have two significant digits", () => {
  expect([0.004, 0.0651, 0.123, 2.5].map(formatPercent)).toEqual(["0.4 %", "6.5 %", "12 %", "250 %"]);
});
