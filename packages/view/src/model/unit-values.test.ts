import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { layerWeights } from "./layer-weights.ts";
import { predictAt } from "./predict-at.ts";
import { unitValues } from "./unit-values.ts";

const { state } = lineRun().train(30);

test("a unit's z is the sum of its bias and its weighted inputs, and its a follows from it", () => {
  const probe = { text: "x = 0.25", inputs: [0.25] };
  const { inputs, layers, isProbe } = unitValues(state, { probe })!;
  const [hidden, last] = layerWeights(state);
  for (let j = 0; j < hidden!.units; j++) {
    const z = hidden!.biases[j]! + hidden!.weights[j]! * inputs[0]!;
    expect(layers[0]!.z[j]).toBeCloseTo(z, 12);
    expect(layers[0]!.a[j]).toBeCloseTo(hidden!.activation === "relu" ? Math.max(0, z) : Math.tanh(z), 12);
  }
  const sum = layers[0]!.a.reduce((total, a, p) => total + a * last!.weights[p]!, last!.biases[0]!);
  const { offset, scale } = state.started!.data.scalers.targets;
  expect(sum * scale[0]! + offset[0]!).toBeCloseTo(predictAt(state, probe, 0)!.predicted, 10);
  expect(isProbe).toBe(true);
});

test("without a probe it is about the first training row", () => {
  const values = unitValues(state, { probe: undefined })!;
  expect(values.row).toBe(state.started!.data.sample.train.x[0]);
  expect(values.isProbe).toBe(false);
  expect(unitValues(state, { probe: { text: "1 2", inputs: [1, 2] } })).toBeUndefined();
});
