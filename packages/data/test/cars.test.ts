/** End to end on a real table: from a CSV file to a model that beats linear regression. */
import { createReport, fit, parseModel } from "@epochal/core";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeNote, namedRows, parseCsv, predictTable, recipe } from "../src/index.ts";

const read = (name: string) => readFileSync(new URL(`../../../apps/examples/data/${name}`, import.meta.url), "utf8");

test("cars: the recipe uses the columns a network can learn from and notes what it leaves out", () => {
  const { data, notes } = recipe(parseCsv(read("cars.csv")), { target: "mpg" });
  expect(data.columns?.inputs.map(({ name }) => name)).toEqual([
    "cylinders",
    "displacement",
    "horsepower",
    "weight",
    "acceleration",
    "year",
    "origin",
  ]);
  expect(data.train.rows).toBe(398);
  expect(notes[0]).toEqual({
    type: "columnLeftOut",
    column: "name",
    reason: "texts",
    distinct: 311,
    present: 406,
  });
  expect(notes.slice(1, 4).map(describeNote)).toEqual([
    'column "horsepower": missing in 6 of 398 rows (line 40, line 135, line 339 and 3 more); its median 93.5 is used',
    "line 12: mpg is missing; row left out",
    "line 13: mpg is missing; row left out",
  ]);
  expect(notes.filter(({ type }) => type === "rowLeftOut")).toHaveLength(8);
});

test("cars: without tuning the network beats linear regression on rows it has not seen", { timeout: 60_000 }, () => {
  // A smaller network than the default, as plain TypeScript computes it.
  const options = { target: "mpg", hidden: [16, 16], ensemble: 5, epochs: 100 };
  const { spec, data } = recipe(parseCsv(read("cars.csv")), options);
  const model = fit(spec, data);
  const { validation: part } = createReport(model, data, { spec });
  expect(part!.rows).toBe(398);
  expect(part!.network.rmse).toBeLessThan(0.95 * part!.linear.rmse);
  expect(part!.linear.rmse).toBeLessThan(part!.mean.rmse);

  const saved = parseModel(JSON.stringify(model));
  const newCars = parseCsv(read("new-cars.csv"));
  const { rows: predicted } = predictTable(saved, newCars);
  expect(predicted).toEqual(model.predictAll(namedRows(newCars)));
  expect(predicted).toHaveLength(10);
  // These cars are in the table, in this order, with their known consumption.
  const known = [27, 23, 18, 14, 25, 33.5, 18.6, 23.9, 30, 32];
  predicted.forEach((row, i) => expect(Math.abs(row![0] - known[i])).toBeLessThan(10));
});
