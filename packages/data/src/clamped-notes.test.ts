import { createModel, dense, type Column } from "@epochal/core";
import { expect, test } from "vitest";
import { parseCsv } from "./csv/parse-csv.ts";
import { describeNote } from "./note.ts";
import { predictTable } from "./predict-table.ts";

// price = 10 · rooms + days since 1970, with limits for all of them.
const inputs: Column[] = [
  { name: "kind", kind: "category", values: ["flat", "house"], unknown: [0.5, 0.5] },
  { name: "rooms", kind: "number" },
  { name: "sold", kind: "time", order: "ymd", parts: ["elapsed"], unknown: [19000] },
];
const scaler = (limits: readonly (readonly [number, number])[]) => ({
  offset: limits.map(() => 0),
  scale: limits.map(() => 1),
  limits,
});
const scalers = {
  inputs: scaler([
    [0, 0.9],
    [0, 0.9],
    [1, 8],
    [18000, 20000],
  ]),
  targets: scaler([[0, 19070]]),
};
const model = createModel({ inputs: 4, layers: [dense(1)] }, Float64Array.of(0, 0, 10, 1, 0), scalers, {
  columns: { inputs, targets: ["price"] },
});

test("numbers, dates and predictions far outside the training rows are reported, categories and unpredicted rows are not", () => {
  const table = parseCsv(
    "kind,rooms,sold\nflat,3,2020-01-01\nhouse,-5,2020-01-01\nflat,70,2050-01-01\nflat,,1900-01-01\nflat,2,1900-01-01\n",
  );
  const { rows, notes } = predictTable(model, table);
  expect(rows[0]).toEqual([18262 + 30]);
  expect(notes.map(describeNote)).toEqual([
    'column "rooms": "-5" and the like in 2 of 5 rows (line 3, line 4) is far outside the training rows; counts as 1',
    'column "sold": "2050-01-01" and the like in 2 of 5 rows (line 4, line 6) is far outside the training rows; counts as the nearest date that training supports',
    "predictions of price end at 19070 in 1 of 5 rows (line 4): no training row supports more",
    "line 5: rooms is missing; not predicted",
  ]);
});
