/** The whole way on a real table: a CSV file in, a model that beats the straight line out. */
import { createReport, fit, parseModel } from "@epochal/core";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeNote, namedRows, parseCsv, predictTable, recipe } from "../src/index.ts";

const read = (name: string) => readFileSync(new URL(`../../../apps/examples/data/${name}`, import.meta.url), "utf8");

test("cars: the recipe uses what a network can learn from and tells what it leaves out", () => {
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
  expect(data.train.rows + data.test!.rows).toBe(392);
  expect(notes[0]).toEqual({
    type: "columnLeftOut",
    column: "name",
    reason: "texts",
    distinct: 311,
    present: 406,
  });
  expect(notes.slice(1, 3).map(describeNote)).toEqual([
    "line 12: mpg is missing; row left out",
    "line 13: mpg is missing; row left out",
  ]);
  expect(notes.filter(({ type }) => type === "rowLeftOut")).toHaveLength(14);
});

test(
  "cars: with nothing tuned the network beats the straight line on rows nobody looked at",
  { timeout: 60_000 },
  () => {
    const { spec, data } = recipe(parseCsv(read("cars.csv")), { target: "mpg" });
    const model = fit(spec, data);
    const { test: judged } = createReport(model, data);
    expect(judged!.rows).toBe(59);
    expect(judged!.network.rmse).toBeLessThan(0.95 * judged!.linear.rmse);
    expect(judged!.linear.rmse).toBeLessThan(judged!.mean.rmse);

    const saved = parseModel(JSON.stringify(model));
    const newCars = parseCsv(read("new-cars.csv"));
    const { rows: predicted } = predictTable(saved, newCars);
    expect(predicted).toEqual(model.predictAll(namedRows(newCars)));
    expect(predicted).toHaveLength(10);
    // The cars are of the table, in this order, and their consumption is known there.
    const known = [27, 23, 18, 14, 25, 33.5, 18.6, 23.9, 30, 32];
    predicted.forEach((row, i) => expect(Math.abs(row![0] - known[i])).toBeLessThan(10));
  },
);
