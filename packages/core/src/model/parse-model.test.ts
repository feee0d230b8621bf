/** Files are edited by hand: any damaged file either gives a working model, or one line that says what is wrong. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnModel, drawnRows } from "../../test/models.ts";
import { dense } from "../network/dense.ts";
import { toEsModule } from "../formats/es-module.ts";
import type { ModelJson } from "./model.ts";
import { parseModel } from "./parse-model.ts";

const wholes = [
  drawnModel({ activation: "tanh" }),
  drawnModel({ activation: "relu", members: 2, shortcut: true, link: "softmax" }),
  drawnModel({ activation: "silu", outputs: 4 }),
].map((model) => JSON.stringify({ ...model.toJSON(), network: withOptions(model.toJSON().network) }));

/** Adds every option of a layer. */
function withOptions(spec: ModelJson["network"]): ModelJson["network"] {
  const [first, ...others] = spec.layers;
  return {
    ...spec,
    layers: [dense(first.units, first.activation, { initializer: "heNormal", dropout: 0.5 }), ...others],
  };
}

type Path = readonly (string | number)[];

/** All paths in a JSON value: every key, every index. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const inside: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : typeof value === "object" && value !== null
      ? Object.entries(value)
      : [];
  return [...(path.length > 0 ? [path] : []), ...inside.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

/** Damages a value as an editing mistake might: deletes or replaces it. */
function damage(json: unknown, path: Path, by: { readonly put: unknown } | "delete"): void {
  const last = path[path.length - 1];
  const parent = path.slice(0, -1).reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], json);
  if (by !== "delete") (parent as Record<string, unknown>)[last] = structuredClone(by.put);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, unknown>)[last];
}

const others = [null, "tanh", "", NaN, Infinity, -1, 0, 1.5, 1e9, true, [], ["tanh"], [[1]], [1, 2], {}];
const damages = [...others.map((put) => ({ put })), "delete" as const];

/** Reads and uses the model; returns the error message if it was rejected. */
function rejectionOf(json: unknown): string | undefined {
  let model;
  try {
    model = parseModel(json as ModelJson);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return error.message;
    throw error;
  }
  const [row] = drawnRows();
  expect(model.predictAll([row])[0].every(Number.isFinite)).toBe(true);
  // Rows cannot have a column or category with a blank name.
  const { inputs } = model.columns!;
  const named = inputs.map((column) => [column.name, column.kind === "number" ? 120 : column.values[0]]);
  const isSayable = named.every(([name, value]) => name !== "" && value !== undefined && value !== "");
  expect(isSayable ? model.predict(Object.fromEntries(named)) : 0).toBeTypeOf("number");
  expect(parseModel(JSON.stringify(model)).toJSON()).toEqual(model.toJSON());
  expect(toEsModule(model)).toContain("export function predict");
  return undefined;
}

const rejected = /^parseModel: (layer \d+: )?expected .+, got .+/;

test("an undamaged model is read", () => {
  for (const whole of wholes) expect(rejectionOf(JSON.parse(whole))).toBeUndefined();
});

test("a model damaged anywhere is either read or rejected in one line", () => {
  let rejections = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...wholes),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...damages)), { minLength: 1, maxLength: 3 }),
      (whole, slips) => {
        const json: unknown = JSON.parse(whole);
        for (const [place, by] of slips) {
          const paths = pathsOf(json);
          if (paths.length > 0) damage(json, paths[place % paths.length], by);
        }
        // Columns are optional as a whole; without them, records cannot be predicted.
        fc.pre((json as Partial<ModelJson>).columns !== undefined);
        const rejection = rejectionOf(json);
        if (rejection === undefined) return;
        rejections += 1;
        expect(rejection).toMatch(rejected);
      },
    ),
    { numRuns: 1000, seed: 1 },
  );
  expect(rejections).toBeGreaterThan(500);
});

test("replacing any value by null is detected", () => {
  const fine = new Set<string>();
  for (const whole of wholes) {
    for (const path of pathsOf(JSON.parse(whole))) {
      const json: unknown = JSON.parse(whole);
      damage(json, path, { put: null });
      if (!rejected.test(rejectionOf(json) ?? "")) fine.add(path.join("."));
    }
  }
  expect([...fine]).toEqual([]);
});
