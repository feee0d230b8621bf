import { expect, test } from "vitest";
import { activations } from "../activations/index.ts";
import { initializers } from "../initializers/index.ts";
import { checkNetworkSpec } from "./check-network-spec.ts";

const layer = { units: 2, activation: "tanh" };
const spec = { inputs: 1, layers: [layer] };

test("every option of a spec is accepted, and unknown properties are ignored", () => {
  const whole = { inputs: 3, members: 2, shortcut: false, layers: [{ ...layer, dropout: 0.5, initializer: "normal" }] };
  for (const right of [spec, whole, { ...whole, note: "mine" }]) {
    expect(() => checkNetworkSpec(right, "here")).not.toThrow();
  }
});

const large = { units: 2 ** 20, activation: "tanh" };
const wrong: [spec: unknown, error: Error][] = [
  [null, new TypeError("here: expected a network with inputs and layers, got null")],
  ["1-10-1", new TypeError('here: expected a network with inputs and layers, got "1-10-1"')],
  [{ ...spec, inputs: "1" }, new RangeError('here: expected inputs to be an integer ≥ 1, got "1"')],
  [{ ...spec, members: null }, new RangeError("here: expected members to be an integer ≥ 1, got null")],
  [{ ...spec, shortcut: 1 }, new TypeError("here: expected shortcut to be true or false, got 1")],
  [{ inputs: 1 }, new TypeError("here: expected a list of layers, got undefined")],
  [{ inputs: 1, layers: [] }, new RangeError("here: expected at least 1 layer, got 0")],
  [{ inputs: 1, layers: [layer, []] }, new TypeError("here: layer 2: expected units and activation, got a list of 0")],
  [{ inputs: 1, layers: [5] }, new TypeError("here: layer 1: expected units and activation, got 5")],
  [
    { inputs: 1, layers: [{ ...layer, activation: ["tanh"] }] },
    new RangeError(
      `here: layer 1: expected activation to be one of ${Object.keys(activations).join(", ")}, got a list of 1`,
    ),
  ],
  [
    { inputs: 1, layers: [{ ...layer, initializer: {} }] },
    new RangeError(
      `here: layer 1: expected initializer to be one of ${Object.keys(initializers).join(", ")}, got an object`,
    ),
  ],
  [
    { inputs: 1, layers: [{ ...layer, dropout: [0.5] }] },
    new RangeError("here: layer 1: expected dropout from 0 to below 1, got a list of 1"),
  ],
  [{ ...spec, members: 490_000 }, new RangeError("here: expected at most 256 members, got 490000")],
  [
    { inputs: 1, layers: Array.from({ length: 1001 }, () => layer) },
    new RangeError("here: expected at most 1000 layers, got 1001"),
  ],
  [
    { inputs: 1, layers: [large, large] },
    new RangeError("here: expected at most 1000000000 parameters, got 1099514773504"),
  ],
];

test.each(wrong)("invalid spec %# is rejected", (value, error) => {
  expect(() => checkNetworkSpec(value, "here")).toThrow(error);
});
