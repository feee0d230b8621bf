import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";
import { encodeTable } from "./encode-table.ts";
import { tableFromRows } from "./table.ts";

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
  ].join("\n"),
);

const gap = { type: "rowLeftOut", counts: "line", reason: "missing", outcome: "leftOut" };

describe("encodeTable", () => {
  test("numbers stay numbers, a few texts become categories, and names and incomplete rows are left out", () => {
    expect(encodeTable(houses, { target: "price" })).toEqual({
      dataset: {
        rows: 4,
        inputs: 3,
        outputs: 1,
        //                    rooms, heating: gas, oil
        x: Float64Array.from([3, 1, 0, 5, 1, 0, 6, 0, 1, 1, 1, 0]),
        y: Float64Array.from([300, 500, 640, 100]),
      },
      columns: {
        inputs: [
          { name: "rooms", kind: "number" },
          { name: "heating", kind: "category", values: ["gas", "oil"] },
        ],
        targets: ["price"],
      },
      notes: [
        { type: "columnLeftOut", column: "address", reason: "texts", distinct: 7, present: 7 },
        { ...gap, line: 3, column: "rooms", cell: "" },
        { ...gap, line: 5, column: "heating", cell: "?" },
        { ...gap, line: 6, column: "price", cell: "NA" },
      ],
    });
  });

  test("only the given inputs must be complete, and keep their order", () => {
    const { dataset, columns, notes } = encodeTable(houses, { target: "rooms", inputs: ["price"] });
    expect(Array.from(dataset.x)).toEqual([300, 500, 420, 640, 100]);
    expect(Array.from(dataset.y)).toEqual([3, 5, 4, 6, 1]);
    expect(columns).toEqual({ inputs: [{ name: "price", kind: "number" }], targets: ["rooms"] });
    expect(notes.map((note) => note.type === "rowLeftOut" && note.line)).toEqual([3, 6]);
  });

  test("a given input is used even if its texts are all different", () => {
    const { columns } = encodeTable(houses, { target: "price", inputs: ["address"] });
    expect(columns.inputs).toEqual([
      { name: "address", kind: "category", values: ["Lane 1", "Lane 2", "Lane 3", "Lane 4", "Lane 6", "Lane 7"] },
    ]);
  });

  test("missing cells can be rejected", () => {
    expect(() => encodeTable(houses, { target: "price", missing: "refuse" })).toThrow(
      new RangeError('encodeTable: cells are missing in 3 rows, the first in column "rooms", line 3'),
    );
    const complete = { target: "rooms", inputs: ["price"], missing: "refuse" } as const;
    expect(encodeTable(tableFromRows([{ price: 1, rooms: 2 }]), complete).dataset.rows).toBe(1);
  });

  test("a text among numbers is rejected with its position, not treated as a category", () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i === 15 ? "abc" : i * 2}`);
    const table = parseCsv(`mpg,horsepower\n${rows.join("\n")}`);
    const message = 'encodeTable: expected a number in column "horsepower", line 17, got "abc"';
    expect(() => encodeTable(table, { target: "mpg" })).toThrow(new RangeError(message));
    expect(() => encodeTable(table, { target: "mpg", inputs: ["horsepower"] })).toThrow(new RangeError(message));
    expect(() => encodeTable(table, { target: "horsepower" })).toThrow(new RangeError(message));
  });

  test.each([
    ["decimal commas", "3,5"],
    ["points between thousands", "-1.234,5"],
    ["commas between thousands", "1,234,567.8"],
  ])("numbers with %s are rejected with a remedy, in inputs and in the target", (_name, cell) => {
    const table = parseCsv(`area;price\n7;7\n${`${cell};${cell}\n`.repeat(9)}`);
    for (const [target, column] of [
      ["price", "price"],
      ["area", "area"],
    ] as const) {
      expect(() => encodeTable(table, { target })).toThrow(
        new RangeError(
          `encodeTable: expected a number in column "${column}", line 3, got "${cell}": write numbers as 1234.5, with a point and no comma`,
        ),
      );
    }
    const inputs = parseCsv(`area;price\n${Array.from({ length: 9 }, (_, i) => `${cell};${i}\n`).join("")}8,25;3\n`);
    expect(() => encodeTable(inputs, { target: "price" })).toThrow(
      /column "area", line 2, .*: write numbers as 1234.5/,
    );
  });

  test("a text target in a table of texts is rejected with a hint that no column is numeric", () => {
    expect(() => encodeTable(parseCsv("a,b\nx,y\n"), { target: "b" })).toThrow(
      new RangeError('encodeTable: expected a number in column "b", line 2, got "y": no column is numeric'),
    );
  });

  test("rows of a list are counted as rows", () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ x: i === 3 ? null : i, y: i === 5 ? "abc" : i, z: i }));
    expect(() => encodeTable(tableFromRows(rows), { target: "y" })).toThrow('column "y", row 6, got "abc"');
    expect(encodeTable(tableFromRows(rows), { target: "z", inputs: ["x"] }).notes).toEqual([
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
    [
      "a target of texts",
      { target: "heating" },
      'expected a number in column "heating", line 2, got "gas": numeric columns are rooms, price',
    ],
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
      new RangeError("encodeTable: expected at least 1 row without missing cells, got 0 of 3"),
    );
  });
});
