import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { daysSince1970, isMissing, readDate, readNumber } from "./read-cell.ts";

test.each(["", " ", "NA", "n/a", "#N/A", "None", "NaN", "nan", "NULL", "<NA>", "missing", ".", "-", "?", "#DIV/0!"])(
  "%j is missing",
  (cell) => expect(isMissing(cell)).toBe(true),
);

test.each(["0", "no", "none of them", "unknown", "--5", "a", "N"])("%j is not missing", (cell) => {
  expect(isMissing(cell)).toBe(false);
});

describe("readNumber", () => {
  test.each([
    ["1e3", 1000],
    ["0x10", 16],
    [" 7 ", 7],
    ["$1,234", 1234],
    ["-$1,234.50", -1234.5],
    ["$-5", -5],
    ["(1,234)", -1234],
    ["US$ 12", 12],
    ["12 USD", 12],
    ["€ 3.5", 3.5],
    ["7.1%", 7.1],
    ["1'234.5", 1234.5],
    ["1 234 567", 1234567],
    ["1\u00A0234", 1234],
    ["\u22123.5", -3.5],
    ["+4,000", 4000],
  ])("%j is %d", (cell, value) => {
    expect(readNumber(cell)).toBe(value);
  });

  test.each(["", " ", "Infinity", "1e999", "12 34", "1,23", "0,125", "1,2,3", "3+", "12 kg", "x5", "$", "%", "1.2.3"])(
    "%j is no number",
    (cell) => expect(readNumber(cell)).toBeNaN(),
  );

  test.each([
    ["3,5", 3.5],
    ["1.234,5", 1234.5],
    ["1.234 €", 1234],
    ["-1 234,5 kr", -1234.5],
    ["12", 12],
  ])("with a decimal comma, %j is %d", (cell, value) => {
    expect(readNumber(cell, "comma")).toBe(value);
  });

  test.each([
    ["Yes", 1],
    ["TRUE", 1],
    ["1", 1],
    ["n", 0],
    ["off", 0],
    ["maybe", NaN],
  ])("as a truth value, %j is %d", (cell, value) => {
    expect(readNumber(cell, "truth")).toBe(value);
  });

  test("every number is read as it was written, grouped by thousands or not, with either mark", () => {
    const cents = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(cents, fc.constantFrom(",", "'", " ", "\u00A0", "\u202F"), (value, separator) => {
        const [whole, decimals] = Math.abs(value / 100)
          .toFixed(2)
          .split(".");
        const sign = value < 0 ? "-" : "";
        const group = (mark: string) => whole.replace(/\B(?=(\d{3})+$)/g, mark);
        const expected = Number(`${sign}${whole}.${decimals}`);
        expect(readNumber(`${sign}${group(separator)}.${decimals}`)).toBe(expected);
        expect(readNumber(`${sign}${group(separator === "," ? "." : separator)},${decimals}`, "comma")).toBe(expected);
      }),
      { seed: 1 },
    );
  });
});

describe("readDate", () => {
  test.each([
    ["2024-03-31", "ymd", { year: 2024, month: 3, day: 31, hour: 0 }],
    ["2024/3/1 06:30", "ymd", { year: 2024, month: 3, day: 1, hour: 6.5 }],
    ["2024-02-29T12:00:00.000Z", "ymd", { year: 2024, month: 2, day: 29, hour: 12 }],
    ["2024-02-29 12:00:00+02:00", "ymd", { year: 2024, month: 2, day: 29, hour: 12 }],
    ["31.3.24", "dmy", { year: 2024, month: 3, day: 31, hour: 0 }],
    ["31.3.95", "dmy", { year: 1995, month: 3, day: 31, hour: 0 }],
    ["3/31/2024 2:15 PM", "mdy", { year: 2024, month: 3, day: 31, hour: 14.25 }],
    ["3/31/2024 12:00 am", "mdy", { year: 2024, month: 3, day: 31, hour: 0 }],
  ] as const)("%j", (cell, order, date) => {
    expect(readDate(cell, order)).toEqual(date);
  });

  test.each([
    "",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-1-32",
    "2024-1/2",
    "24:00",
    "2024-01-01 25:00",
    "1,2,3",
  ])("%j is no date", (cell) => expect(readDate(cell, "ymd")).toBeUndefined());

  test("days are counted as JavaScript counts them, from the year 100 to 9999", () => {
    fc.assert(
      fc.property(fc.integer({ min: -682_000, max: 2_932_896 }), (days) => {
        const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
        expect(daysSince1970(readDate(text, "ymd")!)).toBe(days);
      }),
      { seed: 1 },
    );
  });
});
