/** The activations with kernels in the assembly, over all magnitudes. */
import { activations, createRandom, dense, type Precision, type Vector } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { simdEngine } from "../src/index.ts";
import { asPrepared, training } from "./trainings.ts";

const names = ["identity", "relu", "leakyRelu", "tanh", "sigmoid"] as const;

/** The output of a network of one unit with weight 1 and bias 0. */
function applyByEngine(activation: (typeof names)[number], x: Float64Array, precision: Precision): Vector {
  const train = asPrepared({ rows: x.length, inputs: 1, outputs: 1, x, y: new Float64Array(x.length) });
  const { spec } = training({ network: { inputs: 1, layers: [dense(1, activation)] }, precision });
  const session = simdEngine({ spec, train, batchSize: x.length, optimizerStateLength: 0 })!;
  session.parameters[0] = 1;
  return session.forward(0, "train");
}

function applyPlain(activation: (typeof names)[number], x: Float64Array): Float64Array {
  const a = new Float64Array(x.length);
  activations[activation].forward(a, x);
  return a;
}

/** Numbers of every magnitude and both signs, and the borders between formulas. */
function numbers(): Float64Array {
  const random = createRandom(1);
  const sizes = Array.from({ length: 4000 }, () => random.rand() * 10 ** (random.integer(20) - 16));
  const near = [0, 1e-9, 0.25, 1, 19.0625, 19.1, 708, 708.4, 709.8, 745, 746, 1e300, Infinity, 5e-324, 2.3e-308];
  const around = near.flatMap((size) => [size * (1 - 2 ** -52), size, size * (1 + 2 ** -52)]);
  const linear = Array.from({ length: 4001 }, (_, i) => i / 200);
  const all = [...sizes, ...around, ...linear];
  return Float64Array.from([...all, ...all.map((size) => -size), NaN]);
}

test.each(names)("%s of float64 has core's bits", (name) => {
  // Adding a bias of 0 loses the sign of a zero.
  const x = numbers().map((value) => value + 0);
  expect(applyByEngine(name, x, "float64")).toEqual(applyPlain(name, x));
});

describe.each([
  ["tanh", 2.5],
  ["sigmoid", 3],
] as const)("%s of float32", (name, ulps) => {
  test(`is off by less than ${ulps} units in the last place`, () => {
    const x = numbers()
      .map(Math.fround)
      .filter((value) => value > -87 && value < Infinity);
    const exact = applyPlain(name, x);
    const got = applyByEngine(name, x, "float32");
    let worst = 0;
    for (const [i, value] of exact.entries()) {
      const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126))) - 23);
      worst = Math.max(worst, Math.abs(got[i] - value) / unit);
    }
    expect(worst).toBeLessThan(ulps);
  });

  test("stays within its bounds and keeps NaN", () => {
    const got = applyByEngine(name, Float64Array.of(1e30, -1e30, Infinity, -Infinity, NaN), "float32");
    const least = name === "tanh" ? -1 : 0;
    expect(got[0]).toBe(1);
    expect(got[1]).toBeCloseTo(least, 30);
    expect(got[2]).toBe(1);
    expect(got[3]).toBeCloseTo(least, 30);
    expect(got[4]).toBeNaN();
  });
});
