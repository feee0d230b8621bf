import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { applyScaler } from "../data/scaler.ts";
import { dense } from "./dense.ts";
import { createParameterInitializer } from "./init-parameters.ts";
import { createNetwork, initialize, predict } from "./network.ts";
import { createRandom } from "../random.ts";

const network = { inputs: 2, layers: [dense(3, "tanh"), dense(2)], shortcut: true };

// y = 1 + 2·x₁ + 3·x₂.
const x = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 2],
  [1, 2],
];
const train = createDataset(x, [1, 3, 4, 11, 9]);
const unscaled = { offset: [0], scale: [1] };
const scalers = { inputs: unscaled, targets: unscaled };

test("initial weights use the bare seed, and each restart uses its own random stream", () => {
  const plain = { ...network, shortcut: false };
  const made = createNetwork(plain);
  const initParameters = createParameterInitializer({ network: plain, seed: 7 }, { train, folds: undefined, scalers });
  const drawn = [7, [7, 5, 1], [7, 5, 2]].map((seed) => {
    const alone = createNetwork(plain);
    initialize(alone, createRandom(seed));
    return alone.parameters;
  });
  for (const restarts of [2, 0, 1]) {
    made.parameters.fill(NaN);
    initParameters(made, restarts);
    expect(made.parameters).toEqual(drawn[restarts]);
  }
  expect(drawn[1]).not.toEqual(drawn[2]);
});

test("the linear model starts every member; other outputs than the means start at 0", () => {
  const made = createNetwork(network);
  const initParameters = createParameterInitializer({ network, seed: 7 }, { train, folds: undefined, scalers });
  for (const restarts of [0, 1]) {
    made.parameters.fill(NaN);
    initParameters(made, restarts);
    predict(made, x).forEach(([mean, other], i) => {
      expect(mean).toBeCloseTo(train.y[i], 6);
      expect(other).toBe(0);
    });
  }
});

test("with folds, each member's linear model does not know the rows of its own fold", () => {
  const spec = { network: { ...network, layers: [dense(1)], members: 2 }, seed: 7 };
  const folds = Uint8Array.of(0, 1, 0, 1, 1);
  const linesOf = (y: readonly number[]) => {
    const made = createNetwork(spec.network);
    createParameterInitializer(spec, { train: createDataset(x, y), folds, scalers })(made, 0);
    return made.members.map(({ shortcut }) => [...shortcut!.W, ...shortcut!.b]);
  };
  const [first, second] = linesOf([1, 3, 4, 11, 9]);
  const [changedFirst, changedSecond] = linesOf([-100, 3, 50, 11, 9]);
  expect(changedFirst).toEqual(first);
  expect(changedSecond).not.toEqual(second);
});

test("the linear model uses piecewise-linear parts only if they predict better than the numbers alone", () => {
  const knots = [[-1, 0, 1]];
  const inputs = { ...unscaled, knots };
  const spec = { network: { inputs: 3, layers: [dense(1)], shortcut: true }, seed: 7 };
  const random = createRandom(1);
  const numbers = Float64Array.from({ length: 100 }, () => 2 * random.rand() - 1);
  const weightsFor = (target: (number: number) => number) => {
    const y = numbers.map((number) => target(number) + 0.1 * random.randn());
    const rows = { rows: 100, inputs: 3, outputs: 1, x: applyScaler(inputs, numbers), y };
    const made = createNetwork(spec.network);
    createParameterInitializer(spec, { train: rows, folds: undefined, scalers: { ...scalers, inputs } })(made, 0);
    return Array.from(made.members[0].shortcut!.W);
  };
  const [slope, ...unused] = weightsFor((number) => 2 * number);
  expect(slope).toBeCloseTo(2, 1);
  expect(unused).toEqual([0, 0]);
  const [bent, below, above] = weightsFor(Math.abs);
  expect(bent + below).toBeCloseTo(-1, 0);
  expect(bent + above).toBeCloseTo(1, 0);
});
