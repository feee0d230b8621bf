/** Files are edited by hand: any damaged file either gives a working model, or one line that says what is wrong. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnModel, drawnRows } from "../../test/models.ts";
import { mutate, mutated, pathsOf, rejectionOf } from "../../test/mutations.ts";
import { dense } from "../network/dense.ts";
import { toEsModule } from "../formats/es-module.ts";
import { fromSafetensors } from "../formats/from-safetensors.ts";
import { toOnnx } from "../formats/onnx.ts";
import { toSafetensors } from "../formats/safetensors.ts";
import type { Model, ModelJson } from "./model.ts";
import { parseModel } from "./parse-model.ts";
import { restoreModel } from "../io/restore-model.ts";

const wholes = [
  drawnModel({ activation: "tanh" }),
  drawnModel({ activation: "relu", members: 2, shortcut: true, link: "softmax" }),
  drawnModel({ activation: "silu", outputs: 4 }),
  drawnModel({ activation: "relu", knots: true, limits: true }),
].map((model) => JSON.stringify({ ...model.toJSON(), network: withOptions(model.toJSON().network) }));

/** Adds every option of a layer. */
function withOptions(spec: ModelJson["network"]): ModelJson["network"] {
  const [first, ...others] = spec.layers;
  return {
    ...spec,
    layers: [dense(first.units, first.activation, { initializer: "heNormal", dropout: 0.5 }), ...others],
  };
}

/** Reads the model and uses it in every way; returns the error message if it was rejected. */
function rejectionOfModel(json: unknown): string | undefined {
  let model: Model | undefined;
  const rejection = rejectionOf(() => (model = parseModel(json as ModelJson)));
  if (!model) return rejection;
  const [row] = drawnRows();
  const predicted = model.predictAll([row])[0];
  // Weights of 1e300 overflow.
  expect(JSON.stringify(model).includes("e+300") || predicted.every(Number.isFinite)).toBe(true);
  // Rows cannot have a column or category with a blank name.
  const { inputs } = model.columns ?? { inputs: [] };
  const named = inputs.map((column) => [column.name, column.kind === "category" ? column.values[0] : 120]);
  const isSayable = model.columns && named.every(([name, value]) => name !== "" && value !== undefined && value !== "");
  expect(isSayable ? model.predict(Object.fromEntries(named)) : 0).toBeTypeOf("number");
  const text = JSON.stringify(model);
  expect(JSON.stringify(parseModel(text))).toBe(text);
  expect(JSON.stringify(fromSafetensors(toSafetensors(model)))).toBe(text);
  expect(toEsModule(model)).toContain("export function predict");
  expect(rejectionOf(() => toOnnx(model!)) ?? "toOnnx: ").toMatch(/^toOnnx: /);
  return undefined;
}

const rejected = /^parseModel: (layer \d+: )?expected (?=.+, got .+)[^\p{C}]{1,400}$/u;

test("an undamaged model is read", () => {
  for (const whole of wholes) expect(rejectionOfModel(JSON.parse(whole))).toBeUndefined();
});

test("without checks, a model is the same", () => {
  for (const whole of wholes) {
    const restored = restoreModel(JSON.parse(whole) as ModelJson);
    expect(JSON.stringify(restored)).toBe(whole);
    expect(restored.predictAll(drawnRows())).toEqual(parseModel(whole).predictAll(drawnRows()));
  }
});

test("a mutated model is either read or rejected in one line", () => {
  let rejections = 0;
  fc.assert(
    fc.property(mutated(wholes.map((whole) => JSON.parse(whole) as unknown)), (json) => {
      const rejection = rejectionOfModel(json);
      expect(rejection ?? "parseModel: expected it, got it").toMatch(rejected);
      if (rejection !== undefined) rejections += 1;
    }),
    { numRuns: 700, seed: 1 },
  );
  expect(rejections).toBeGreaterThan(500);
});

test.each([
  ["one target only", [{ at: [], factors: [] }], "difficulties of 2 targets"],
  [
    "descending predictions",
    [
      { at: [2, 1], factors: [1, 1] },
      { at: [], factors: [] },
    ],
    "ascending predictions",
  ],
  [
    "a factor of 0",
    [
      { at: [1, 2], factors: [1, 0] },
      { at: [], factors: [] },
    ],
    "factors above 0",
  ],
  [
    "too few factors",
    [
      { at: [1, 2], factors: [1] },
      { at: [], factors: [] },
    ],
    "2 numbers for the factors",
  ],
])("difficulties with %s are rejected", (_, difficulties, message) => {
  const json = { ...(JSON.parse(wholes[3]) as ModelJson), difficulties };
  expect(rejectionOfModel(json)).toContain(message);
});

test("replacing any value by null is detected", () => {
  const fine = new Set<string>();
  for (const whole of wholes) {
    for (const path of pathsOf(JSON.parse(whole))) {
      const json: unknown = JSON.parse(whole);
      mutate(json, path, { put: null });
      if (!rejected.test(rejectionOfModel(json) ?? "")) fine.add(path.join("."));
    }
  }
  expect([...fine]).toEqual([]);
});
