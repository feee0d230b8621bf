import { createModel } from "@epochal/core";
import { expect, test } from "vitest";
import { lineRun, noiseRun } from "../../test/story.ts";
import { describeUnitState, unitFormula } from "../text/describe-unit.ts";
import { currentModel } from "./current-model.ts";
import { networkDetails } from "./unit-details.ts";
import { unitResponses } from "./unit-responses.ts";

const { state } = lineRun({ validation: false }).train(40);
const { units, rows } = networkDetails(state, { probe: undefined })!;

/** The training loss over all rows, with one parameter of the network changed. */
function lossWith(index: number, change: number): number {
  const { spec, data } = state.started!;
  const parameters = Float64Array.from(state.snapshot!.snapshot.parameters);
  parameters[index]! += change;
  const model = createModel(spec.network, parameters, data.scalers);
  const { x, y } = data.sample.train;
  const predicted = model.predictFlat(Float64Array.from(x.flat()));
  return y.reduce((sum, [actual = 0], i) => sum + (predicted[i]! - actual) ** 2, 0) / y.length;
}

test("gradients equal central differences of half the mean squared error, as the run descends it", () => {
  const slope = (index: number) => (lossWith(index, 1e-6) - lossWith(index, -1e-6)) / 4e-6;
  // The first layer: ten weights, then ten biases.
  units.slice(0, 10).forEach(({ gradient }, j) => {
    expect(gradient!.weights[0]).toBeCloseTo(slope(j), 6);
    expect(gradient!.bias).toBeCloseTo(slope(10 + j), 6);
  });
});

test("a unit's formula has its numbers, and a dead one says why it learns no more", () => {
  expect(units).toHaveLength(11);
  for (const { bias, inputs, z } of units)
    expect(bias + inputs.reduce((sum, { value, weight }) => sum + value * weight, 0)).toBeCloseTo(z, 12);
  const dead = units.find(({ isDead }) => isDead)!;
  expect(Math.hypot(dead.gradient!.bias, ...dead.gradient!.weights)).toBe(0);
  expect(describeUnitState(dead, rows)).toMatch(/^dead: z < 0 in all 100 rows, so relu gives 0/);
  expect(unitFormula(units[0]!)).toMatch(/^z = \S+ [+-] \S+·\S+ = \S+$/);
  expect(describeUnitState(units.at(-1)!, rows)).toMatch(/^learns: its gradient over 100 rows is /);
});

test("units of tanh are never dead, even if the kept network is the untrained one", () => {
  const ended = noiseRun({ patience: 20 }).train().state;
  expect(currentModel(ended)!.isKept).toBe(true);
  expect(networkDetails(ended, { probe: undefined })!.units.some(({ isDead }) => isDead)).toBe(false);
  expect(unitResponses(ended)!.isDead.some(Boolean)).toBe(false);
});

test("a formula spells out the largest products, in the order of the inputs", () => {
  const inputs = [0.1, -3, 2, 0.2, 4, -5].map((value) => ({ weight: 1, value }));
  expect(unitFormula({ bias: 0, inputs, z: -1.7 })).toMatch(
    /\+ 1\S*·\(-3\S*\) \+ 1\S*·2\S* \+ 1\S*·4\S* \+ 1\S*·\(-5\S*\) \+ 2 more/,
  );
});
