import { expect, test } from "vitest";
import { dense } from "../network/dense.ts";
import { createModel } from "../model/create-model.ts";
import type { Model } from "../model/model.ts";
import { toEsModule } from "./es-module.ts";
import { fromSafetensors } from "./from-safetensors.ts";
import { toOnnx } from "./onnx.ts";
import { toSafetensors } from "./safetensors.ts";
import type { Classification } from "../model/classify.ts";

/** One input, a layer of `weights`, and names that a source text must quote. */
function modelOf(classes: readonly string[], weights: readonly number[]): Model {
  const none = { offset: weights.map(() => 0), scale: weights.map(() => 1) };
  return createModel(
    { inputs: 1, layers: [dense(weights.length)] },
    Float64Array.from([...weights, ...weights.map(() => 0.5)]),
    { inputs: { offset: [0], scale: [1] }, targets: none },
    {
      link: classes.length === 2 ? "sigmoid" : "softmax",
      columns: { inputs: [{ name: "a", kind: "number" }], targets: ["kind"], classes },
    },
  );
}

const models = [modelOf(["no", 'y"es'], [2]), modelOf(["a", "`b`*/", "c"], [1, 0, -1])];

test.each(models)("a module and a safetensors file give the class and its probabilities: model %#", async (model) => {
  const source = encodeURIComponent(toEsModule(model));
  const written = (await import(/* @vite-ignore */ `data:text/javascript,${source}`)) as {
    classes: string[];
    classify: (inputs: number[]) => Classification;
  };
  expect(written.classes).toEqual(model.columns!.classes);
  for (const x of [-2, 0.1, 2]) {
    const expected = model.classify([x]);
    const found = written.classify([x]);
    expect(found.class).toBe(expected.class);
    for (const name of written.classes) {
      expect(found.probabilities[name]).toBeCloseTo(expected.probabilities[name]!, 12);
    }
    expect(fromSafetensors(toSafetensors(model)).classify([x])).toEqual(expected);
  }
});

test("an ONNX file says of which class each output is the probability", () => {
  const text = (model: Model) => new TextDecoder().decode(toOnnx(model));
  expect(text(models[0]!)).toContain('the probability that "kind" is "y\\"es"');
  expect(text(models[1]!)).toContain(
    'the probability that "kind" is "a"; the probability that "kind" is "`b`*/"; the probability that "kind" is "c"',
  );
});
