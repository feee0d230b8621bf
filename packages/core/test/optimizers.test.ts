/** The optimizers against PyTorch's, step by step, and L-BFGS against scikit-learn's minimum: see `tooling/oracle`. */
import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, optimizers, predict, type OptimizerSpec } from "../src/index.ts";
import oracle from "./fixtures/optimizers.json" with { type: "json" };

const { path, rest } = oracle;

const cases = path.paths.map(
  ({ optimizer, places }) => [JSON.stringify(optimizer), optimizer as OptimizerSpec, places] as const,
);

test.each(cases)("%s moves a 2-3-1 network like PyTorch, to 1e-10", (_, spec, places) => {
  const trainer = createTrainer(
    {
      network: { inputs: 2, layers: [dense(3, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: spec,
      epochs: Math.max(...path.steps),
    },
    { train: createDataset(path.x, path.y) },
  );
  const { parameters } = trainer.network;
  parameters.set(path.start);
  let checked = 0;
  for (const { step } of trainer.steps()) {
    const index = path.steps.indexOf(step);
    if (index < 0) continue;
    expect(places[index]).toHaveLength(parameters.length);
    places[index].forEach((place, i) => expect(Math.abs(parameters[i] - place)).toBeLessThan(1e-10));
    checked += 1;
  }
  expect(checked).toBe(path.steps.length);
});

test("the fixture has every optimizer except L-BFGS, with its defaults and with other settings", () => {
  const asked = cases.map(([, { type }]) => type);
  const names = Object.keys(optimizers).filter((name) => name !== "lbfgs");
  for (const name of names.filter((known) => known !== "gradientDescent")) {
    expect(asked.filter((type) => type === name)).toHaveLength(2);
  }
  expect(new Set(asked)).toEqual(new Set(names));
});

test.each(rest.runs)("L-BFGS converges to scikit-learn's minimum, $objective, or lower", ({ start, objective }) => {
  const trainer = createTrainer(
    {
      network: { inputs: 1, layers: [dense(10, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "lbfgs" },
      penalty: { l2: rest.l2 },
      epochs: 500,
    },
    { train: createDataset(rest.x, rest.y) },
  );
  const { network } = trainer;
  network.parameters.set(start);
  /** ½ · mean squared error + ½ · l2 · Σ w². */
  const descended = () => {
    const predicted = predict(network, rest.x);
    const squares = rest.y.reduce((sum, y, i) => sum + (predicted[i][0] - y) ** 2, 0);
    const weights = network.layers.flatMap(({ W }) => Array.from(W));
    return 0.5 * (squares / rest.y.length) + 0.5 * rest.l2 * weights.reduce((sum, w) => sum + w * w, 0);
  };
  expect(descended()).toBeGreaterThan(5 * objective);
  for (const _ of trainer.epochs());
  expect(descended()).toBeLessThanOrEqual(1.001 * objective + 1e-9);
});
