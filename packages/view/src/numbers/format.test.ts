import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCount, formatDuration, formatSetting, formatNumber } from "./format.ts";

test("a number has up to four significant digits", () => {
  const values = [0.53119, 16.914, 1234.5, 54321, 0.00123456, 0.000123456, 1234567, 0, -2.5];
  expect(values.map((value) => formatNumber(value).trim())).toEqual([
    "0.5312",
    "16.91",
    "1235",
    "54321",
    "0.00123",
    "1.23e-4",
    "1.23e6",
    "0",
    "-2.500",
  ]);
});

test("a missing number is a dash, and one that is not finite says so", () => {
  expect([undefined, null, NaN, Infinity, -Infinity].map((value) => formatNumber(value).trim())).toEqual([
    "–",
    "–",
    "NaN",
    "inf",
    "-inf",
  ]);
});

test("every number has seven characters", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(formatNumber(value)).toHaveLength(7);
    }),
  );
});

test("a setting is as one would type it", () => {
  expect([0.01, 0.0125, 3, 0, undefined].map(formatSetting)).toEqual(["0.01", "0.0125", "3", "0", "–"]);
  expect([3e-4, -0.002, 1 / 3, 123_456, 0.00123456].map(formatSetting)).toEqual([
    "0.0003",
    "-0.002",
    "0.333",
    "1.2e5",
    "0.00123",
  ]);
});

test("a duration has hours only if there are any", () => {
  expect([0, 4499, 59_600, 3_600_000, undefined, Infinity].map(formatDuration)).toEqual([
    "00:00",
    "00:04",
    "01:00",
    "1:00:00",
    "--:--",
    "--:--",
  ]);
});

test("a count has three significant digits and a letter for thousands", () => {
  expect([0.25, 1, 9.99, 99.97, 152.3, 1234, 99_960, 1_200_000, 3e9].map(formatCount)).toEqual([
    "0.25",
    "1",
    "9.99",
    "100",
    "152",
    "1.23k",
    "100k",
    "1.20M",
    "3G",
  ]);
});
