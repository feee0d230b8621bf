import { describe, expect, test } from "vitest";
import { isMeantAsNumbers, reasonToLeaveOut, summarizeColumn } from "./summarize-column.ts";
import { tableFromRows } from "./table.ts";

const column = (cells: readonly (string | number | null)[]) => {
  const table = tableFromRows(cells.map((x) => ({ x })));
  return summarizeColumn(table, "x");
};
const times = (count: number, cell: string | number | null) => Array.from({ length: count }, () => cell);
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a summary counts numbers, values and what is neither", () => {
  expect(column([1, "2.5", "", "low", "1", null, "high", "1e3", "2,5"])).toEqual({
    name: "x",
    present: 7,
    numbers: 4,
    withComma: 1,
    distinct: 6,
    firstText: { row: 3, cell: "low" },
  });
});

test("infinity is no number, as nothing can be learned from it", () => {
  expect(column([1, "Infinity"])).toMatchObject({ numbers: 1, firstText: { row: 1, cell: "Infinity" } });
});

describe("a column is meant as numbers", () => {
  test("when at most a tenth of its cells are texts", () => {
    expect(isMeantAsNumbers(column([...numbered(9), "abc"]))).toBe(true);
    expect(isMeantAsNumbers(column([...numbered(8), "abc"]))).toBe(false);
    expect(isMeantAsNumbers(column(times(20, "abc")))).toBe(false);
  });

  test("also where they are written with commas, so that the mistake is told", () => {
    expect(
      isMeantAsNumbers(column(["3,5", "-0,25", "1.234,5", "1 234,5", "1,234", "1,234,567.8", "2", "3", "4"])),
    ).toBe(true);
    expect(isMeantAsNumbers(column(["1,2,3", "a,b", ",5", "5,", "1,2.3", "12,34,56"]))).toBe(false);
  });

  test("whatever number of cells is missing", () => {
    expect(isMeantAsNumbers(column([...numbered(9), "abc", ...times(50, null)]))).toBe(true);
  });
});

describe("a column is left out", () => {
  test.each([
    ["all cells are missing", times(5, null), "all its cells are missing"],
    ["most cells are missing", [1, 2, null, null, null], "3 of its 5 cells are missing"],
    ["all values are the same", times(5, 7), "all its values are the same"],
    ["every text is another", numbered(30).map((i) => `car ${i}`), "it has 30 different texts in 30 rows"],
    [
      "a text comes less than three times",
      numbered(30).map((i) => `car ${i % 11}`),
      "it has 11 different texts in 30 rows",
    ],
    ["there are over 50 texts", numbered(300).map((i) => `car ${i % 51}`), "it has 51 different texts in 300 rows"],
  ])("when %s", (_name, cells, reason) => {
    expect(reasonToLeaveOut(column(cells), cells.length)).toBe(reason);
  });

  test.each([
    ["numbers that are all different", numbered(30)],
    ["texts that come three times each", numbered(30).map((i) => `car ${i % 10}`)],
    ["50 texts", numbered(300).map((i) => `car ${i % 50}`)],
    ["numbers, half of them missing", [1, 2, null, null]],
  ])("but not for %s", (_name, cells) => {
    expect(reasonToLeaveOut(column(cells), cells.length)).toBeUndefined();
  });
});
