import { describe, expect, test } from "vitest";
import { parseCsv } from "../csv/parse-csv.ts";
import { locateRow, namedRows, releaseTable, tableFromRows, tableRows, type JsonRow } from "./table.ts";

describe("tableFromRows", () => {
  test("every key becomes a column, in order of appearance; an absent key is an empty cell", () => {
    const { cells, ...table } = tableFromRows([
      { rooms: 4, city: "Bern" },
      { price: 7.5, rooms: null },
      { furnished: true },
    ]);
    expect({ ...table, rows: tableRows({ ...table, cells }) }).toEqual({
      columns: ["rooms", "city", "price", "furnished"],
      rows: [
        ["4", "Bern", "", ""],
        ["", "", "7.5", ""],
        ["", "", "", "true"],
      ],
      lines: [1, 2, 3],
      counts: "row",
    });
  });

  test("numbers keep every bit", () => {
    const numbers = [0.1 + 0.2, 1e-320, -1.7976931348623157e308, 5.248387085784987];
    const table = tableFromRows(numbers.map((x) => ({ x })));
    expect(tableRows(table).map(([cell]) => Number(cell))).toEqual(numbers);
  });

  test("rejects an empty list, an empty key, and lists or objects as cells", () => {
    expect(() => tableFromRows([])).toThrow(new RangeError("tableFromRows: expected at least 1 row, got 0"));
    expect(() => tableFromRows([{ a: 1, "": 1 }])).toThrow(new RangeError("tableFromRows: column 2 has no name"));
    const nested = [{ x: 1 }, { x: [1, 2] }] as unknown as JsonRow[];
    expect(() => tableFromRows(nested)).toThrow(
      new TypeError(
        'tableFromRows: expected a number, text or boolean in row 2, column "x", got a value of type object',
      ),
    );
  });
});

test("namedRows gives records in which every missing cell is the empty text", () => {
  expect(namedRows(parseCsv("x,y\n1,NA\n?,b\nnull,NaN\n"))).toEqual([
    { x: "1", y: "" },
    { x: "", y: "b" },
    { x: "", y: "" },
  ]);
});

test("a row is located by its line in a file, or its number in a list", () => {
  expect(locateRow(parseCsv("x\n1\n\n2\n"), 1)).toBe("line 4");
  expect(locateRow(tableFromRows([{ x: 1 }, { x: 2 }]), 1)).toBe("row 2");
});

test("a table that is released has no memory", () => {
  const table = parseCsv("x,y\n1,2\n3,4\n");
  releaseTable(table);
  const vectors = table.cells.flatMap(({ blocks }) => blocks.flatMap(({ units, ends }) => [units, ends]));
  expect(vectors.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0]);
});
