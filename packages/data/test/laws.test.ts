/** Laws that hold for the model of any table: what must not matter does not. */
import { fit, type Model } from "@epochal/core";
import { predictTable, recipe, tableFromRows, type JsonRow, type RecipeOptions } from "@epochal/data";
import { expect, test } from "vitest";

const COUNT = 60;
const rows: readonly JsonRow[] = Array.from({ length: COUNT }, (_, i) => {
  const [a, b] = [(i * 17) % 23, (i * 7) % 11];
  return { a, b, kind: ["red", "green", "blue"][i % 3]!, weight: i % 10 === 4 ? 0 : 1, y: 3 * a - b * b + (i % 3) * 5 };
});
const QUICK = { target: "y", hidden: [6], epochs: 8, ensemble: 2, weight: "weight" } as const;

function train(table: readonly JsonRow[], options: Partial<RecipeOptions> = {}): Model {
  const { spec, data } = recipe(tableFromRows(table), { ...QUICK, ...options });
  return fit(spec, data);
}

const predict = (model: Model, table = rows) => predictTable(model, tableFromRows(table)).rows.map((row) => row![0]);
const expected = predict(train(rows));

function expectSame(predicted: readonly number[]): void {
  predicted.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6));
}

test("the numbers in a row of weight 0 do not matter", () => {
  const changed = rows.map((row) => (row["weight"] === 0 ? { ...row, a: 1e6, b: -50, y: 1e9 } : row));
  expectSame(predict(train(changed)));
});

test("the order of columns and rows to predict does not matter", () => {
  const model = train(rows);
  const turned = rows.toReversed().map((row) => Object.fromEntries(Object.entries(row).toReversed()));
  expect(predict(model, turned).toReversed()).toEqual(expected);
});

test("a constant or a duplicated column does not matter, and is reported", () => {
  const wider = rows.map((row) => ({ ...row, always: 7, again: row["b"]!, kindAgain: row["kind"]! }));
  expectSame(predict(train(wider), wider));
  const { notes } = recipe(tableFromRows(wider), QUICK);
  expect(notes.filter(({ type }) => type === "columnLeftOut")).toEqual([
    { type: "columnLeftOut", column: "always", reason: "constant" },
    { type: "columnLeftOut", column: "again", reason: "duplicate", original: "b" },
    { type: "columnLeftOut", column: "kindAgain", reason: "duplicate", original: "kind" },
  ]);
});

test.each([1000, 1e-4, -2.54])("the unit of a column does not matter: times %d", (factor) => {
  const inOtherUnit = rows.map((row) => ({ ...row, a: Number(row["a"]) * Math.abs(factor) + (factor < 0 ? 32 : 0) }));
  expectSame(predict(train(inOtherUnit), inOtherUnit));
});
