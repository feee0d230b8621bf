import { describe, expect, test } from "vitest";
import { describeNote } from "./note.ts";
import { findColumnFault, isMostlyNumbers, summarizeColumn } from "./summarize-column.ts";
import { tableFromRows } from "./table.ts";

const tableOf = (cells: readonly (string | number | null)[]) => tableFromRows(cells.map((x) => ({ x })));
const column = (cells: readonly (string | number | null)[]) => summarizeColumn(tableOf(cells), "x");
const faultOf = (cells: readonly (string | number | null)[]) => findColumnFault(tableOf(cells), column(cells));
const times = (count: number, cell: string | number | null) => Array.from({ length: count }, () => cell);
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a summary counts present cells, numbers in both notations, and finds the first text", () => {
  expect(column([1, "2.5", "", "low", "1", null, "high", "1e3", "2,5"])).toEqual({
    name: "x",
    present: 7,
    numbers: 4,
    commaNumbers: 1,
    isConstant: false,
    firstText: { row: 3, cell: "low" },
  });
});

test("infinity is not a number, since nothing can be learned from it", () => {
  expect(column([1, "Infinity"])).toMatchObject({ numbers: 1, firstText: { row: 1, cell: "Infinity" } });
});

describe("a column is mostly numbers", () => {
  test("when at most a tenth of its cells are texts", () => {
    expect(isMostlyNumbers(column([...numbered(9), "abc"]))).toBe(true);
    expect(isMostlyNumbers(column([...numbered(8), "abc"]))).toBe(false);
    expect(isMostlyNumbers(column(times(20, "abc")))).toBe(false);
  });

  test("also when they are written with commas, so that the error points at the notation", () => {
    expect(isMostlyNumbers(column(["3,5", "-0,25", "1.234,5", "1 234,5", "1,234", "1,234,567.8", "2", "3", "4"]))).toBe(
      true,
    );
    expect(isMostlyNumbers(column(["1,2,3", "a,b", ",5", "5,", "1,2.3", "12,34,56"]))).toBe(false);
  });

  test("however many cells are missing", () => {
    expect(isMostlyNumbers(column([...numbered(9), "abc", ...times(50, null)]))).toBe(true);
  });
});

describe("a column is left out", () => {
  test.each([
    ["all cells are missing", times(5, null), "all its cells are missing"],
    ["most cells are missing", [1, 2, null, null, null], "3 of its 5 cells are missing"],
    ["all values are the same", times(5, 7), "all its values are the same"],
    ["every text is different", numbered(30).map((i) => `car ${i}`), "it has 30 different texts in 30 rows"],
    [
      "a text occurs fewer than three times",
      numbered(30).map((i) => `car ${i % 11}`),
      "it has 11 different texts in 30 rows",
    ],
    [
      "there are more than 50 texts",
      numbered(300).map((i) => `car ${i % 51}`),
      "it has 51 different texts in 300 rows",
    ],
  ])("when %s", (_name, cells, reason) => {
    expect(describeNote(faultOf(cells)!)).toBe(`column "x" left out: ${reason}`);
  });

  test.each([
    ["numbers that are all different", numbered(30)],
    ["texts that occur three times each", numbered(30).map((i) => `car ${i % 10}`)],
    ["50 texts", numbered(300).map((i) => `car ${i % 50}`)],
    ["numbers, half of them missing", [1, 2, null, null]],
  ])("but kept with %s", (_name, cells) => {
    expect(faultOf(cells)).toBeUndefined();
  });
});
