import { expect, test } from "vitest";
import { columns, drawnModel, drawnRows, kinds } from "../../test/models.ts";
import { activations, type ActivationName } from "../activations/index.ts";
import { dense } from "../network/dense.ts";
import { createModel } from "../model/create-model.ts";
import type { Model } from "../model/model.ts";
import { encodedWidth, type Column, type NamedRow } from "../data/columns.ts";
import { encodeRow } from "../data/encode-row.ts";
import { toEsModule } from "./es-module.ts";

interface Written {
  readonly predict: (row: readonly number[] | Float64Array | NamedRow) => number[];
  readonly encode: (row: NamedRow) => number[];
}

/** From a data: URL: such a module has no neighbouring files to import. */
function load(source: string): Promise<Written> {
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`) as Promise<Written>;
}

const one = { offset: [0], scale: [1] };

/** One unit: activation(weight·x + bias). */
function unit(activation: ActivationName, weight: number, bias: number): Model {
  const spec = { inputs: 1, layers: [dense(1, activation)] };
  return createModel(spec, Float64Array.of(weight, bias), { inputs: one, targets: one });
}

test.each(kinds)("a module predicts what the model predicts: %j", async (kind) => {
  const model = drawnModel(kind);
  const { predict } = await load(toEsModule(model));
  const rows = drawnRows();
  const expected = model.predictAll(rows);
  rows.forEach((row, i) => {
    const predicted = predict(row);
    expect(predicted).toHaveLength(2);
    predicted.forEach((value, j) => {
      expect(Math.abs(value - expected[i][j])).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(expected[i][j])));
    });
  });
});

test.each(Object.keys(activations) as ActivationName[])(
  "%s is written correctly from far below 0 to far above",
  async (name) => {
    const { predict } = await load(toEsModule(unit(name, 1, 0)));
    const z = [-1e300, -800, -40, -9, -8.3, -3, -1, -1e-3, -1e-300, -0, 0, 1e-300, 1e-3, 1, 3, 8.3, 9, 40, 800, 1e300];
    const a = new Float64Array(z.length);
    activations[name].forward(a, Float64Array.from(z));
    z.forEach((value, i) => {
      expect(Math.abs(predict([value])[0] - a[i])).toBeLessThanOrEqual(1e-14 * Math.abs(a[i]));
    });
  },
);

test("a model with more outputs than targets exports the targets only", async () => {
  const model = drawnModel({ activation: "tanh", outputs: 4 });
  const { predict } = await load(toEsModule(model));
  const [row] = drawnRows();
  expect(predict(row)).toHaveLength(2);
  expect(predict(row)[1]).toBeCloseTo(model.predictAll([row])[0][1], 12);
});

// A sum that begins with a bias of −0 and adds −0 is −0; with 0 it would be 0.
test("weights and scalers are written with every bit, including the sign of 0", async () => {
  const third = await load(toEsModule(unit("identity", 1 / 3, 0.1 + 0.2)));
  expect(third.predict([1])).toEqual([1 / 3 + (0.1 + 0.2)]);
  expect(toEsModule(unit("identity", 5e-324, -0))).toContain(
    "weights: [\n          [5e-324],\n        ],\n        biases: [-0],",
  );
});

test("predict accepts a typed vector as well as a list", async () => {
  const { predict } = await load(toEsModule(unit("identity", 2, 1)));
  expect(predict(Float64Array.of(20.5))).toEqual([42]);
});

test("predict rejects rows that are too short, too long or not numeric", async () => {
  const { predict } = await load(toEsModule(drawnModel({ activation: "relu" })));
  for (const row of [[], [1, 2], [1, 2, 3, 4], [1, 2, NaN], [1, 2, Infinity]]) {
    const message = `predict: expected a list of 3 finite numbers, got [${row.join(",")}]`;
    expect(() => predict(row)).toThrow(message);
  }
});

test("only the activations in use are written, and nothing is imported", () => {
  const source = toEsModule(drawnModel({ activation: "gelu" }));
  expect(source).toContain("function gelu(");
  expect(source).not.toMatch(/\bimport\b|\btanh\b|\bidentity\b/);
  expect(toEsModule(drawnModel({ activation: "gelu", shortcut: true }))).toContain("const identity =");
});

test("the documentation describes each number", () => {
  expect(toEsModule(drawnModel({ activation: "relu" }))).toContain(`/**
 * Predicts "price", "rent".
 *
 * @param {Record<string, number | string | boolean | null> | readonly number[] | Float64Array} row as for \`encode\`, or its numbers, in their own units:
 *   - \`inputs[0]\`: "area"
 *   - \`inputs[1]\`: 1 if "city" is "Zürich", else 0
 *   - \`inputs[2]\`: 1 if "city" is "Bern", else 0
 * @returns {number[]}`);
  expect(toEsModule(unit("relu", 1, 0))).toContain("inputs[0]`: input 1\n");
});

const dates = ["2024-02-29", "1999-12-31 23:59:30", "0099-01-01", "2023-02-29", "soon", ""];
const parts = ["elapsed", "year", "month", "weekday", "hour"] as const;

test.each<[string, Column, readonly (string | number | boolean | null)[]]>([
  ["numbers", { name: "a", kind: "number" }, [1, "2.5", " -3e2 ", true, "", null, "many", NaN]],
  ["numbers with a substitute", { name: "a", kind: "number", unknown: [7, 1] }, [1, "2", null, "many"]],
  ["truth", { name: "a", kind: "number", reading: "truth" }, [true, false, "Yes", "off", "1", "constructor", ""]],
  ["categories", { name: "a", kind: "category", values: ["x", "1", ""] }, ["x", 1, "", null, "y"]],
  ["unknown categories", { name: "a", kind: "category", values: ["x"], unknown: [0, 1] }, ["x", "y", null]],
  ["mean targets", { name: "a", kind: "category", values: ["x", "y"], means: [[0.25], [-1]] }, ["x", "y", "z"]],
  ["dates", { name: "a", kind: "time", order: "ymd", parts }, dates],
  [
    "days first",
    { name: "a", kind: "time", order: "dmy", parts, unknown: Array(8).fill(1) },
    ["31.12.69", "1/2/70 7:30", "2024-01-01"],
  ],
  ["months first", { name: "a", kind: "time", order: "mdy", parts }, ["12/31/2024T06:00", "31/12/2024"]],
])("a module encodes named rows of %s as the model does", async (_, column, cells) => {
  const width = encodedWidth([column]);
  const spec = { inputs: width, layers: [dense(1)] };
  const scaler = { offset: Array(width).fill(0), scale: Array(width).fill(1) };
  const weights = Float64Array.from({ length: width + 1 }, (__, i) => i + 1);
  const model = createModel(
    spec,
    weights,
    { inputs: scaler, targets: one },
    { columns: { inputs: [column], targets: ["y"] } },
  );
  const { predict, encode } = await load(toEsModule(model));
  for (const cell of cells) {
    const outcome = (work: () => readonly number[]) => {
      try {
        return work().map((value) => Number(value.toPrecision(12)));
      } catch (error) {
        return (error as Error).name;
      }
    };
    const expected = outcome(() => encodeRow([column], { a: cell }, "encode"));
    expect([cell, outcome(() => encode({ a: cell }))]).toEqual([cell, expected]);
    expect([cell, outcome(() => predict({ a: cell }))]).toEqual([cell, outcome(() => [model.predict({ a: cell })])]);
  }
  expect(() => predict({ b: 1 })).toThrow('encode: expected a value for "a", got none');
});

test("a column's name cannot become code", async () => {
  const name = '*/ throw new Error("no"); /*\n*/\u2028throw 1; `${x}`';
  const { network, scalers } = drawnModel({ activation: "relu" });
  const named = { inputs: [{ name, kind: "number" }, columns.inputs[1]], targets: [name, name] } as const;
  const model = createModel(network.spec, network.parameters, scalers, { columns: named });
  const { predict } = await load(toEsModule(model));
  expect(predict([100, 1, 0])).toEqual(model.predictAll([[100, 1, 0]])[0]);
});
