// Trains a model for a car's miles per gallon on a CSV file, without tuning, and compares it with a straight line.
import { createReport, fit, parseModel } from "@epochal/core";
import { describeNote, parseCsv, recipe } from "@epochal/data";
import { readFile } from "node:fs/promises";

const table = parseCsv(await readFile(new URL("data/cars.csv", import.meta.url), "utf8"));
// A tenth of the default budget: @epochal/simd affords all of it in the same time.
const { spec, data, notes } = recipe(table, { target: "mpg", budget: 0.1 });
console.log(`${notes.length} notes, the first: ${describeNote(notes[0]!)}`);

const model = fit(spec, data);
// Each car is predicted by the one of ten networks that did not learn from it.
const { validation: unseen } = createReport(model, data, { spec });
console.log(
  `on ${unseen!.rows} unseen cars: RMSE ${unseen!.network.rmse.toFixed(1)} mpg, a straight line's ${unseen!.linear.rmse.toFixed(1)}`,
);

const saved = JSON.stringify(model);
const car = {
  cylinders: 4,
  displacement: 91,
  horsepower: 67,
  weight: 1965,
  acceleration: 15.7,
  year: 82,
  origin: "Japan",
};
console.log(`a small car of 1982: ${parseModel(saved).predict(car).toFixed(1)} mpg`);
