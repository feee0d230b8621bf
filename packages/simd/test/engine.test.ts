/** Which trainings the engine supports. */
import { readFileSync } from "node:fs";
import { dense, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { simdEngine } from "../src/index.ts";
import { createLayout } from "../src/layout.ts";
import { asPrepared, training } from "./trainings.ts";

const createEngine = (difference: Partial<TrainingSpec>, optimizerStateLength = 0) => {
  const { spec, train } = training(difference);
  return simdEngine({ spec, train, batchSize: train.rows, optimizerStateLength });
};

describe("the engine", () => {
  test("runs trainings in either precision", () => {
    expect(createEngine({})?.parameters).toBeInstanceOf(Float64Array);
    expect(createEngine({ precision: "float64" })?.parameters).toBeInstanceOf(Float64Array);
    expect(createEngine({ precision: "float32" })?.parameters).toBeInstanceOf(Float32Array);
  });

  test("leaves dropout and L-BFGS to plain TypeScript", () => {
    expect(
      createEngine({ network: { inputs: 3, layers: [dense(4, "relu", { dropout: 0.1 }), dense(1)] } }),
    ).toBeUndefined();
    expect(
      createEngine({ network: { inputs: 3, layers: [dense(4, "relu", { dropout: 0 }), dense(1)] } }),
    ).toBeDefined();
    expect(createEngine({ optimizer: { type: "lbfgs" } })).toBeUndefined();
  });

  test("leaves a training to plain TypeScript if it does not fit into memory", () => {
    const spec = training({ network: { inputs: 20_000, layers: [dense(20_000), dense(1)] } }).spec;
    const [x, y] = [new Float64Array(20_000), new Float64Array(1)];
    const train = asPrepared({ rows: 1, inputs: 20_000, outputs: 1, x, y });
    expect(simdEngine({ spec, train, batchSize: 1, optimizerStateLength: 0 })).toBeUndefined();
  });

  test("begins with zeros, and with the planned optimizer state", () => {
    const session = createEngine({ optimizer: { type: "momentum" } }, 61)!;
    const { parameters, gradients, optimizerState } = session;
    expect([parameters.length, gradients.length, optimizerState.length]).toEqual([54, 54, 61]);
    for (const vector of [parameters, gradients, optimizerState])
      expect(vector.every((value) => value === 0)).toBe(true);
  });

  test("has an order of rows only if there are several batches", () => {
    const { spec, train } = training({});
    expect(simdEngine({ spec, train, batchSize: 4, optimizerStateLength: 0 })!.order).toHaveLength(13);
    expect(simdEngine({ spec, train, batchSize: 13, optimizerStateLength: 0 })!.order).toHaveLength(0);
  });
});

test("sessions do not share memory", () => {
  const [one, other] = [createEngine({})!, createEngine({})!];
  one.parameters.fill(1);
  expect(other.parameters.every((value) => value === 0)).toBe(true);
});

test("the assembly and TypeScript agree on the fields of a plan and a layer", () => {
  const source = readFileSync(new URL("../assembly/plan.ts", import.meta.url), "utf8");
  const fieldsOf = (name: string) =>
    Array.from(
      source
        .split(`class ${name} {`)[1]
        .split("\n}")[0]
        .matchAll(/^ {2}(\w+): (\w+);$/gm),
      ([, field, type]) => [field, type === "f64" ? 64 : 32],
    );
  const { spec, train } = training();
  const { numbers, words, layers } = createLayout({ spec, train, batchSize: 13, optimizerStateLength: 0 });
  const with32 = (record: object) => Object.keys(record).map((name) => [name, 32]);
  expect(fieldsOf("Plan")).toEqual([...Object.keys(numbers).map((name) => [name, 64]), ...with32(words)]);
  for (const layer of layers) expect(fieldsOf("Layer")).toEqual(with32(layer));
});
