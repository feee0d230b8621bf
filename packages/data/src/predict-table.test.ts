import { createModel, dense } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";
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
    [
      "a text for a number",
      "rooms,heating\nthree,gas\n",
      'predict: line 2: expected a number for "rooms", got "three"',
    ],
    [
      "a new category",
      "rooms,heating\n3,wood\n",
      'predict: line 2: expected "heating" to be one of gas, oil, got "wood"',
    ],
    ["a missing column", "rooms,price\n3,1\n", 'predict: expected a column "heating", got rooms, price'],
  ])("rejects %s with its position", (_name, text, message) => {
    expect(() => predictTable(model, parseCsv(text))).toThrow(new RangeError(message));
  });

  test("rejects a model without column names", () => {
    expect(() => predictTable(createModel(network, parameters, scalers), parseCsv("rooms\n3\n"))).toThrow(
      new TypeError("predict: the model has no column names, since it was trained without them"),
    );
  });
});
