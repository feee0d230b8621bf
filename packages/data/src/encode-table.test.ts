import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv/parse-csv.ts";
import { encodeTable } from "./encode-table.ts";
import { describeNote } from "./note.ts";
import { tableFromRows } from "./table/table.ts";

// Lines 3, 5 and 6 have a missing cell.
const houses = parseCsv(
  [
    "address,rooms,heating,price",
    "Lane 1,3,gas,300",
    "Lane 2,,oil,310",
    "Lane 3,5,gas,500",
    "Lane 4,4,?,420",
    "Lane 5,2,oil,NA",
    "Lane 6,6,oil,640",
    "Lane 7,1,gas,100",
    "Lane 8,7,oil,700",
  ].join("\n"),
);

const gap = { type: "rowLeftOut", counts: "line", reason: "missing", outcome: "leftOut" };

const replaced = { type: "cellsReplaced", reason: "missing", cells: 1 };

describe("encodeTable", () => {
  test("numbers stay numbers, a few texts become categories, and names and rows without a target are left out", () => {
    expect(encodeTable(houses, { target: "price" })).toEqual({
      dataset: {
        rows: 7,
        inputs: 3,
        outputs: 1,
        //                    rooms, heating: gas, oil
        x: Float64Array.from([3, 1, 0, 4.5, 0, 1, 5, 1, 0, 4, 0.5, 0.5, 6, 0, 1, 1, 1, 0, 7, 0, 1]),
        y: Float64Array.from([300, 310, 500, 420, 640, 100, 700]),
      },
      rows: Uint32Array.of(0, 1, 2, 3, 5, 6, 7),
      columns: {
        inputs: [
          { name: "rooms", kind: "number", unknown: [4.5] },
          { name: "heating", kind: "category", values: ["gas", "oil"], unknown: [0.5, 0.5] },
        ],
        targets: ["price"],
      },
      notes: [
        { type: "columnLeftOut", column: "address", reason: "texts", distinct: 8, present: 8 },
        {
          ...replaced,
          column: "rooms",
          rows: 7,
          positions: [{ line: 3, counts: "line" }],
          cell: "",
          by: "typical",
          value: 4.5,
        },
        {
          ...replaced,
          column: "heating",
          rows: 7,
          positions: [{ line: 5, counts: "line" }],
          cell: "?",
          by: "average",
        },
        { ...gap, line: 6, column: "price", cell: "NA" },
      ],
    });
  });

  test("only the given inputs are used, in their order", () => {
    const { dataset, columns } = encodeTable(houses, { target: "rooms", inputs: ["price"] });
    expect(Array.from(dataset.x)).toEqual([300, 500, 420, 460, 640, 100, 700]);
    expect(Array.from(dataset.y)).toEqual([3, 5, 4, 2, 6, 1, 7]);
    expect(columns).toEqual({ inputs: [{ name: "price", kind: "number", unknown: [460] }], targets: ["rooms"] });
  });

  test("a given input is used even if its texts are all different", () => {
    const { columns } = encodeTable(houses, { target: "price", inputs: ["address"] });
    expect(columns.inputs).toMatchObject([
      {
        name: "address",
        kind: "category",
        values: ["Lane 1", "Lane 2", "Lane 3", "Lane 4", "Lane 6", "Lane 7", "Lane 8"],
      },
    ]);
  });

  test("rows with missing cells can be left out, or rejected", () => {
    const { dataset, notes } = encodeTable(houses, { target: "price", missing: "drop" });
    expect(Array.from(dataset.y)).toEqual([300, 500, 640, 100, 700]);
    expect(notes.slice(1)).toEqual([
      { ...gap, line: 3, column: "rooms", cell: "" },
      { ...gap, line: 5, column: "heating", cell: "?" },
      { ...gap, line: 6, column: "price", cell: "NA" },
    ]);
    expect(() => encodeTable(houses, { target: "price", missing: "refuse" })).toThrow(
      new RangeError('encodeTable: cells are missing in 2 rows, the first in column "rooms", line 3'),
    );
    const complete = { target: "rooms", inputs: ["price"], missing: "refuse" } as const;
    expect(encodeTable(tableFromRows([{ price: 1, rooms: 2 }]), complete).dataset.rows).toBe(1);
  });

  test("a text among numbers counts as missing, with a note; in the target its row is left out", () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i % 9},${i === 15 ? "abc" : i * 2}`);
    const table = parseCsv(`mpg,horsepower\n${rows.join("\n")}`);
    const { columns, notes } = encodeTable(table, { target: "mpg" });
    expect(columns.inputs).toEqual([{ name: "horsepower", kind: "number", unknown: [18] }]);
    expect(notes.map(describeNote)).toEqual([
      'column "horsepower": "abc" in 1 of 20 rows (line 17); its median 18 is used',
    ]);
    const asTarget = encodeTable(table, { target: "horsepower" });
    expect(asTarget.dataset.rows).toBe(19);
    expect(asTarget.notes.map(describeNote)).toEqual([
      'line 17: horsepower is "abc", which cannot be read; row left out',
    ]);
  });

  test.each([
    ["decimal commas", ["3,5", "-4,25", "1.234,5"], [3.5, -4.25, 1234.5]],
    ["points between thousands", ["1.234.567", "2.000", "-3"], [1234567, 2000, -3]],
    ["commas between thousands", ["1,234,567.8", "2,000", "-3"], [1234567.8, 2000, -3]],
    ["currencies", ["$1,740", "$2,000.5", "-$3"], [1740, 2000.5, -3]],
    ["percent signs", ["7.1%", "10.65 %", "-3%"], [7.1, 10.65, -3]],
  ])("numbers with %s are read, with a note, in inputs and in the target", (_name, cells, numbers) => {
    const table = parseCsv(`area;price\n${cells.map((cell) => `${cell};${cell}\n`).join("")}`);
    const { dataset, notes } = encodeTable(table, { target: "price" });
    expect(Array.from(dataset.x)).toEqual(numbers);
    expect(Array.from(dataset.y)).toEqual(numbers);
    expect(notes.map((note) => note.type)).toEqual(["columnRead", "columnRead"]);
    expect(describeNote(notes[1])).toContain(`${JSON.stringify(cells[0])} is ${numbers[0]}`);
  });

  test("a column that is the target in another unit is noted", () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      x: (i * 5) % 7,
      dollars: 1e6 + i * i,
      euros: 0.9 * (1e6 + i * i),
    }));
    const notes = (count: number) => encodeTable(tableFromRows(rows.slice(0, count)), { target: "euros" }).notes;
    expect(notes(12)).toEqual([{ type: "targetCopied", column: "dollars" }]);
    expect(notes(9)).toEqual([]);
  });

  test("a column without a name, excluded columns and the weight are not inputs", () => {
    const table = parseCsv(",a,b,w,y\n0,1,5,1,3\n1,2,4,0,6\n2,7,3,,9\n");
    const { dataset, columns, notes } = encodeTable(table, { target: "y", exclude: ["b"], weight: "w" });
    expect(columns.inputs.map(({ name }) => name)).toEqual(["a"]);
    expect(Array.from(dataset.weights!)).toEqual([1, 0]);
    expect(Array.from(dataset.y)).toEqual([3, 6]);
    expect(notes.map(describeNote)).toEqual(["column 1 has no name: left out", "line 4: w is missing; row left out"]);
    for (const options of [{ exclude: ["y"] }, { weight: "y" }, { inputs: ["a"], exclude: ["a"] }, { weight: "z" }])
      expect(() => encodeTable(table, { target: "y", ...options })).toThrow(/^encodeTable: (no column|"\w" cannot)/);
  });

  test.each([
    ["1,1e200,1,5", 'a number within ±1e+100 in column "b", line 4, got 1e+200'],
    ["1,1,1,-2e100", 'a number within ±1e+100 in column "y", line 4, got -2e+100'],
    ["1,1,1e101,5", 'a weight from 0 to 1e+100 in column "w", line 4, got 1e+101'],
    ["1,1,-1,5", 'a weight from 0 to 1e+100 in column "w", line 4, got -1'],
  ])("a number that no training can use is named with its column and line: %s", (row, expected) => {
    const table = parseCsv(`a,b,w,y\n1,,1,2\n\n${row}\n3,4,1,5\n4,6,1,7\n5,9,1,8\n`);
    for (const missing of ["impute", "drop"] as const)
      expect(() => encodeTable(table, { target: "y", weight: "w", missing })).toThrow(
        new RangeError(`encodeTable: expected ${expected}: correct it`),
      );
    expect(() => encodeTable(parseCsv("a,w,y\n1,0,2\n2,,3\n"), { target: "y", weight: "w" })).toThrow(
      new RangeError('encodeTable: expected a weight > 0 in column "w", got none: correct it'),
    );
  });

  test("a text target in a table of texts is rejected with a hint that no column is numeric", () => {
    expect(() => encodeTable(parseCsv("a,b\nx,y\nx,z\nx,u\n"), { target: "b" })).toThrow(
      new RangeError(
        'encodeTable: the target "b" has 3 different values in 3 rows, such as "u": expected numbers, or classes with at least two rows each on average; no column is numeric',
      ),
    );
  });

  test("rows of a list are counted as rows", () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ x: i === 3 ? null : i, y: i === 5 ? "abc" : i, z: i }));
    expect(encodeTable(tableFromRows(rows), { target: "y" }).notes).toContainEqual({
      ...gap,
      counts: "row",
      line: 6,
      column: "y",
      reason: "unreadable",
      cell: "abc",
    });
    expect(encodeTable(tableFromRows(rows), { target: "z", inputs: ["x"], missing: "drop" }).notes).toEqual([
      { ...gap, counts: "row", line: 4, column: "x", cell: "" },
    ]);
  });

  test.each([
    [
      "an unknown target",
      { target: "prise" },
      'no column "prise"; columns: address, rooms, heating, price: did you mean "price"?',
    ],
    [
      "an unknown input",
      { target: "price", inputs: ["size"] },
      'no column "size"; columns: address, rooms, heating, price',
    ],
    [
      "an unknown input next to a used name",
      { target: "price", inputs: ["rooms", "room"] },
      'no column "room"; columns: address, rooms, heating, price',
    ],
    ["no inputs", { target: "price", inputs: [] }, "expected at least 1 input, got 0"],
    [
      "the target as an input",
      { target: "price", inputs: ["rooms", "price"] },
      '"price" cannot be both target and input',
    ],
    ["an input twice", { target: "price", inputs: ["rooms", "rooms"] }, 'input "rooms" is given twice'],
  ])("rejects %s", (_name, options, message) => {
    expect(() => encodeTable(houses, options)).toThrow(new RangeError(`encodeTable: ${message}`));
  });

  test("a table that begins with numbers is rejected with a hint about column names", () => {
    expect(() => encodeTable(parseCsv("1,2\n3,4\n"), { target: "y" })).toThrow(
      new RangeError('encodeTable: no column "y"; columns: 1, 2: does the table begin with a line of column names?'),
    );
  });

  test("rejects a table from which nothing can be learned, with the reason", () => {
    expect(() => encodeTable(parseCsv("y\n1\n2\n"), { target: "y" })).toThrow(
      new RangeError('encodeTable: no column to learn from: the table has only "y"'),
    );
    expect(() => encodeTable(parseCsv("x,y\n7,1\n7,2\n"), { target: "y" })).toThrow(
      new RangeError('encodeTable: no column to learn from: column "x" left out: all its values are the same'),
    );
    expect(() => encodeTable(parseCsv("x,y\n7,\n8,\n"), { target: "y" })).toThrow(
      new RangeError('encodeTable: every cell of the target "y" is missing'),
    );
    expect(() => encodeTable(parseCsv("x,y\n7,\n8,\n,1\n"), { target: "y" })).toThrow(
      new RangeError('encodeTable: no column to learn from: column "x" left out: all its cells are missing'),
    );
  });
});
