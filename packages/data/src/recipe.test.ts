import { createReport, fit, type Dataset } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { formula } from "./generators/formula.ts";
import { parseCsv } from "./csv/parse-csv.ts";
import { describeNote } from "./note.ts";
import { recipe } from "./recipe.ts";
import { tableFromRows } from "./table/table.ts";

const tableOf = ({ x, y }: Dataset) => tableFromRows(Array.from(x, (value, i) => ({ x: value, y: y[i] })));
const parabola = (size: number) => tableOf(formula((x) => x * x, { from: -1, to: 1, size, noise: 0 }));

describe("recipe", () => {
  test("splits the rows 70 : 15 : 15 for one network, each row into exactly one part", () => {
    const { data } = recipe(parabola(200), { target: "y", ensemble: 1 });
    expect([data.train.rows, data.validation!.rows, data.test!.rows]).toEqual([140, 30, 30]);
    const rows = [data.train, data.validation!, data.test!].flatMap(({ x }) => Array.from(x));
    expect(new Set(rows).size).toBe(200);
  });

  test("of a large table at most 20,000 rows are for each of the other parts, and the rows stay in order and in shared memory", () => {
    const lines = Array.from({ length: 150_000 }, (_, i) => `${i},${i % 7}`);
    const { data } = recipe(parseCsv(`x,y\n${lines.join("\n")}`), { target: "y" });
    const parts = [data.train, data.validation!, data.test!];
    expect(parts.map(({ rows }) => rows)).toEqual([110_000, 20_000, 20_000]);
    expect(parts.map(({ x }) => x.every((value, i) => i === 0 || value > x[i - 1]))).toEqual([true, true, true]);
    expect(data.train.y.every((value, i) => value === data.train.x[i] % 7)).toBe(true);
    expect(data.train.x.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("every part of the smallest table has a row", () => {
    const { data } = recipe(parabola(10), { target: "y", ensemble: 1 });
    expect([data.train.rows, data.validation!.rows, data.test!.rows]).toEqual([7, 2, 1]);
  });

  test("the same seed gives the same training, a different seed a different split", () => {
    const table = parabola(50);
    expect(recipe(table, { target: "y", seed: 3 })).toEqual(recipe(table, { target: "y", seed: 3 }));
    const testRows = (seed: number) => recipe(table, { target: "y", seed, ensemble: 1 }).data.test;
    expect(testRows(4)).not.toEqual(testRows(3));
  });

  test("the spec is plain data with every choice, and options override choices", () => {
    const { spec } = recipe(parabola(100), {
      target: "y",
      seed: 5,
      hidden: [8, 4],
      activation: "tanh",
      learningRate: 0.01,
      batchSize: 10,
      epochs: 3,
      ensemble: 1,
    });
    const { scaling, ...others } = JSON.parse(JSON.stringify(spec));
    expect(others).toEqual({
      network: {
        inputs: 9,
        layers: [
          { units: 8, activation: "tanh" },
          { units: 4, activation: "tanh" },
          { units: 1, activation: "identity" },
        ],
        shortcut: true,
      },
      loss: "meanSquaredError",
      optimizer: { type: "adamW", learningRate: 0.01, weightDecay: 0.01 },
      schedule: { type: "cosine" },
      batchSize: 10,
      epochs: 3,
      seed: 5,
      restarts: 2,
      stopping: [{ type: "patience", epochs: 10 }],
    });
    expect(scaling).toMatchObject({ inputs: "standard", targets: "standard" });
    expect(scaling.knots).toEqual([expect.objectContaining({ length: 9 })]);
  });

  test("loss, optimizer, schedule, penalty, dropout and patience can be chosen", () => {
    const { spec } = recipe(parabola(100), {
      target: "y",
      loss: { type: "huber", delta: 2 },
      optimizer: { type: "momentum", momentum: 0.8 },
      schedule: { type: "step", epochs: 5 },
      l2: 0.1,
      dropout: 0.2,
      patience: 4,
      hidden: [8],
    });
    expect(spec).toMatchObject({
      loss: { type: "huber", delta: 2 },
      optimizer: { type: "momentum", momentum: 0.8 },
      schedule: { type: "step", epochs: 5 },
      penalty: { l2: 0.1 },
      stopping: [{ type: "patience", epochs: 4 }],
    });
    expect(spec.network.layers.map(({ dropout }) => dropout)).toEqual([0.2, undefined]);
    const rateOf = (options: object) => recipe(parabola(100), { target: "y", ...options }).spec.optimizer.learningRate;
    expect(rateOf({ optimizer: { type: "adam" } })).toBe(0.003);
    expect(rateOf({ optimizer: { type: "adam", learningRate: 0.1 } })).toBe(0.1);
    expect(rateOf({ optimizer: { type: "adam", learningRate: 0.1 }, learningRate: 0.2 })).toBe(0.2);
    expect(rateOf({ optimizer: { type: "momentum" } })).toBeUndefined();
  });

  test("a search along a line gets all rows in each update, and a constant first step", () => {
    const { batchSize, schedule } = recipe(parabola(100), { target: "y", optimizer: { type: "lbfgs" } }).spec;
    expect({ batchSize, schedule }).toEqual({ batchSize: 100, schedule: { type: "constant" } });
  });

  test("the model predicts records in the target's own unit", () => {
    const table = tableOf(formula((x) => 1000 + 500 * x, { from: 0, to: 10, size: 40, noise: 0 }));
    const { spec, data } = recipe(table, { target: "y", epochs: 20 });
    expect(fit(spec, data).predict({ x: 5 })).toBeCloseTo(3500, -2);
  });

  test("several networks train on all rows, evaluated out of folds; a split sets test rows apart", () => {
    const { spec, data } = recipe(parabola(100), { target: "y" });
    expect(spec).toMatchObject({ network: { members: 10 }, folds: true });
    expect([data.train.rows, data.validation, data.test]).toEqual([100, undefined, undefined]);
    const late = recipe(parabola(100), { target: "y", split: { type: "last", rows: 20 } });
    expect([late.spec.folds, late.data.train.rows, late.data.test!.rows]).toEqual([true, 80, 20]);
  });

  test("on linear data it is about as good as a line", () => {
    const table = tableOf(formula((x) => 3 * x + 2, { size: 200, noise: 0.1, seed: 1 }));
    const { spec, data } = recipe(table, { target: "y", epochs: 10 });
    const { validation: part } = createReport(fit(spec, data), data, { spec });
    expect(part!.network.rmse).toBeLessThan(1.1 * part!.linear.rmse);
  });

  test("reports what it does not use", () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ name: `car ${i}`, x: i === 4 ? null : i, y: i * i }));
    expect(recipe(tableFromRows(rows), { target: "y" }).notes.map(describeNote)).toEqual([
      'column "name" left out: it has 20 different texts in 20 rows',
      'column "x": missing in 1 of 20 rows (row 5); its median 10 is used',
    ]);
  });

  test("rejects tables with too few rows, and empty batches", () => {
    expect(() => recipe(parabola(9), { target: "y" })).toThrow(
      new RangeError("recipe: expected at least 10 rows with a target, got 9"),
    );
    expect(() => recipe(parseCsv("x,y\n1,2\n"), { target: "y" })).toThrow(
      new RangeError("recipe: expected at least 10 rows with a target, got 1"),
    );
    // A misspelled name is reported first, since more rows would not help.
    expect(() => recipe(parseCsv("x,price\n1,2\n"), { target: "prize" })).toThrow(
      new RangeError('encodeTable: no column "prize"; columns: x, price: did you mean "price"?'),
    );
    const gaps = parseCsv(`x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i < 9 ? i : ""}`).join("\n")}\n`);
    expect(() => recipe(gaps, { target: "y" })).toThrow(
      new RangeError("recipe: expected at least 10 rows with a target, got 9"),
    );
    expect(() => recipe(parabola(10), { target: "y", batchSize: 0 })).toThrow(
      new RangeError("recipe: expected batchSize to be an integer ≥ 1, got 0"),
    );
  });
});

test("a constant target is rejected, since there is nothing to learn", () => {
  const text = `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},5`).join("\n")}\n`;
  expect(() => recipe(parseCsv(text), { target: "y" })).toThrow(
    new RangeError('recipe: the target "y" is always 5, so there is nothing to learn'),
  );
});

test.each([
  ["texts", "red\nblue\n", { classes: false }, 'the target "y" cannot be numbers: it has texts such as "blue"'],
  ["yes and no", "yes\nno\n", { classes: false }, 'the target "y" cannot be numbers: it has texts such as "no"'],
  [
    "numbers",
    "1.5\n2.5\n",
    { classWeights: "balanced" },
    'class weights are for classes, and the target "y" is numbers',
  ],
] as const)("a target of %s with an option for the other kind is rejected", (_, cells, options, message) => {
  const rows = cells.repeat(10).trimEnd().split("\n");
  const table = parseCsv(`x,y\n${rows.map((cell, i) => `${i},${cell}`).join("\n")}`);
  expect(() => recipe(table, { target: "y", ...options })).toThrow(`recipe: ${message}`);
});
