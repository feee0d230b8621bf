import { createModel, dense } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv/parse-csv.ts";
import { describeNote } from "./note.ts";
import { predictTable } from "./predict-table.ts";

// price = 10 · rooms + 100 · gas + 200 · oil + 1
const scaler = (width: number) => ({ offset: Array<number>(width).fill(0), scale: Array<number>(width).fill(1) });
const network = { inputs: 3, layers: [dense(1)] };
const parameters = Float64Array.from([10, 100, 200, 1]);
const scalers = { inputs: scaler(3), targets: scaler(1) };
const model = createModel(network, parameters, scalers, {
  columns: {
    inputs: [
      { name: "rooms", kind: "number" },
      { name: "heating", kind: "category", values: ["gas", "oil"] },
    ],
    targets: ["price"],
  },
});

describe("predictTable", () => {
  test("predicts every row, with columns in any order and ignoring others", () => {
    const table = parseCsv("heating,address,rooms\ngas,Lane 1,3\noil,,2\n");
    expect(predictTable(model, table)).toEqual({ rows: [[131], [221]], notes: [] });
  });

  test("leaves a row with a missing cell without a prediction, with a note", () => {
    expect(predictTable(model, parseCsv("rooms,heating\n3,gas\n\nNA,oil\n2,oil\n"))).toEqual({
      rows: [[131], undefined, [221]],
      notes: [
        {
          type: "rowLeftOut",
          line: 4,
          counts: "line",
          column: "rooms",
          reason: "missing",
          cell: "NA",
          outcome: "notPredicted",
        },
      ],
    });
  });

  test.each([
    ["a text for a number", "three,gas", 'line 3: rooms is "three", which cannot be read; not predicted'],
    ["a new category", "3,wood", 'line 3: heating is "wood", which training did not have; not predicted'],
  ])("a model that has no numbers for %s leaves only that row without a prediction", (_name, line, note) => {
    const { rows, notes } = predictTable(model, parseCsv(`rooms,heating\n3,gas\n${line}\n2,oil\n`));
    expect(rows).toEqual([[131], undefined, [221]]);
    expect(notes.map(describeNote)).toEqual([note]);
  });

  test("a model with numbers for unknown cells predicts every row, with a note for each column", () => {
    const inputs = [
      { name: "rooms", kind: "number", unknown: [5] },
      { name: "heating", kind: "category", values: ["gas", "oil"], unknown: [0.5, 0.5] },
    ] as const;
    const tolerant = createModel(network, parameters, scalers, { columns: { inputs, targets: ["price"] } });
    const table = parseCsv("rooms,heating\n3,gas\n,wood\nmany,oil\n2,?\n");
    const { rows, notes } = predictTable(tolerant, table);
    expect(rows).toEqual([[131], [201], [251], [171]]);
    expect(notes.map(describeNote)).toEqual([
      'column "rooms": missing in 1 of 4 rows (line 3); its median 5 is used',
      'column "rooms": "many" in 1 of 4 rows (line 4); its median 5 is used',
      'column "heating": missing in 1 of 4 rows (line 5); an average value is used',
      'column "heating": "wood" in 1 of 4 rows (line 3); an average value is used',
    ]);
  });

  test("rejects a table that lacks a column of the model", () => {
    expect(() => predictTable(model, parseCsv("rooms,price\n3,1\n"))).toThrow(
      new RangeError('predict: expected a column "heating", got rooms, price'),
    );
  });

  test("rejects a model without column names", () => {
    expect(() => predictTable(createModel(network, parameters, scalers), parseCsv("rooms\n3\n"))).toThrow(
      new TypeError("predict: the model has no column names, since it was trained without them"),
    );
  });
});
