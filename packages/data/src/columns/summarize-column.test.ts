import { describe, expect, test } from "vitest";
import { tableFromRows } from "../table/table.ts";
import { summarizeColumn } from "./summarize-column.ts";

const summaryOf = (cells: readonly (string | number | null)[]) =>
  summarizeColumn(tableFromRows(cells.map((x) => ({ x }))), "x", Uint32Array.from(cells.keys()));
const cellsOf = (...cells: (string | number | null)[]) => summaryOf(cells).cells;
const times = (count: number, cell: string | number | null) => Array.from({ length: count }, () => cell);
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a summary counts present cells and finds the first text", () => {
  expect(summaryOf([1, "2.5", "", "low", "1", null, "n/a", "1e3"])).toEqual({
    name: "x",
    present: 5,
    isConstant: false,
    cells: { kind: "category" },
    firstText: { row: 3, cell: "low" },
  });
  expect(summaryOf([7, null, "7"])).toMatchObject({ present: 2, isConstant: true });
});

describe("the kind of a column is recognised", () => {
  test.each([
    ["plain numbers", ["1", "-2.5", "1e3", "0x10", null], { kind: "number" }],
    ["money", ["$1,234", "$-5", "€ 12.50"], { kind: "number" }],
    ["European money", ["1.234 €", "2.500 €", "990 €"], { kind: "number", reading: "comma" }],
    ["percent", ["7.1%", "10.65 %", "-3%"], { kind: "number" }],
    ["decimal commas", ["3,5", "4,25", "-0,125", "7"], { kind: "number", reading: "comma" }],
    ["three decimals below 1", ["0,125", "0,500"], { kind: "number", reading: "comma" }],
    ["commas between thousands", ["1,234", "2,500", "1,234,567.8"], { kind: "number" }],
    ["points between thousands", ["1.234.567", "1.234", "12"], { kind: "number", reading: "comma" }],
    ["apostrophes between thousands", ["1'234.5", "1’000"], { kind: "number" }],
    ["no-break blanks between thousands", ["1\u00A0234", "12\u202F345"], { kind: "number" }],
    ["a minus sign of typography", ["\u22125", "3"], { kind: "number" }],
    ["truth values", ["True", "FALSE", "true"], { kind: "number", reading: "truth" }],
    ["yes and no", ["yes", "no", "", "Yes"], { kind: "number", reading: "truth" }],
    ["ISO dates", ["2024-01-31", "2024-02-01T12:30:00Z"], { kind: "time", order: "ymd" }],
    ["dates with points", ["1.2.2024", "3.4.24 14:05"], { kind: "time", order: "dmy" }],
    ["American dates", ["1/2/2024", "3/4/2024"], { kind: "time", order: "mdy" }],
    ["dates that can only begin with the day", ["1/2/2024", "13/4/2024"], { kind: "time", order: "dmy" }],
    ["texts", ["gas", "oil", "3"], { kind: "category" }],
    ["versions and addresses", ["1.2.3", "10.0.0.1", "12,34,56"], { kind: "category" }],
  ] as const)("%s", (_name, cells, kind) => {
    expect(cellsOf(...cells)).toEqual(kind);
  });

  test("infinity is not a number, since nothing can be learned from it", () => {
    expect(cellsOf("Infinity", 1, "-Infinity", 3)).toEqual({ kind: "category" });
  });

  test("up to a tenth of the cells may be mistakes, however many are missing", () => {
    expect(cellsOf(...numbered(9), "rotary", ...times(50, null)).kind).toBe("number");
    expect(cellsOf(...numbered(8), "rotary").kind).toBe("category");
    expect(cellsOf(...times(9, "2024-01-31"), "soon").kind).toBe("time");
  });

  test("a text that is frequent among few numbers is a value like them", () => {
    const children = numbered(40).map((i) => i % 4);
    expect(cellsOf(...children, ...times(3, "4+")).kind).toBe("category");
    expect(cellsOf(...children, ...times(2, "4+")).kind).toBe("number");
    expect(cellsOf(...numbered(40), ...times(3, "4+")).kind).toBe("number");
  });
});

test.each([
  ["beside decimal commas", ["1.234", "990", "12.500"], ["3,5", "4,25", "0,5"], "comma"],
  ["beside decimal points", ["1.234", "990", "12.500"], ["3.5", "4.25", "0.5"], undefined],
  ["with other decimals in it", ["1.234", "990", "12.5"], ["3,5", "4,25", "0,5"], undefined],
  ["beside thousands with commas", ["1.234", "990", "12.500"], ["3,500", "4,250", "1,500"], undefined],
])("points %s: 1.234 is read accordingly", (_name, cells, others, reading) => {
  const table = tableFromRows(cells.map((x, i) => ({ x, other: others[i]! })));
  expect(summarizeColumn(table, "x", Uint32Array.of(0, 1, 2)).cells).toEqual({
    kind: "number",
    ...(reading && { reading }),
  });
});

test("the blocks of cells that are read grow with the number of columns, not with its square", () => {
  const readsOf = (count: number) => {
    const names = Array.from({ length: count }, (_, j) => `x${j}`);
    const table = tableFromRows(numbered(12).map(() => Object.fromEntries(names.map((name) => [name, "1.234"]))));
    let reads = 0;
    const cells = table.cells.map(({ length, blocks }) => ({
      length,
      get blocks() {
        reads += 1;
        return blocks;
      },
    }));
    const counted = { ...table, cells };
    const rows = Uint32Array.from(numbered(12));
    for (const name of names) summarizeColumn(counted, name, rows);
    return reads;
  };
  expect(readsOf(200) / readsOf(50)).toBeLessThan(5);
});
