import { expect, test } from "vitest";
import { createReport, createTrainer, dense, split, type Columns } from "../../index.ts";
import { line, sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const spec = (seed: number) =>
  training({
    network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
    epochs: 500,
    seed,
  });

test.each([1, 2, 3])(
  "a network that is no better than the line on linear data is reported with both errors, seed %i",
  (seed) => {
    const data = split(line({ rows: 100, noise: 0.1, seed }), 0.5);
    const trainer = createTrainer(spec(seed), data);
    while (trainer.step());
    const { network, linear } = createReport(trainer.model(), data).validation!;
    const [, rows, networkRmse, lineRmse] =
      /^no better than a straight line on the (\d+) validation rows, with RMSE (\S+) against (\S+): a straight line is simpler, /
        .exec(findingOf("noBetterThanLine", spec(seed), data)?.text ?? "")!
        .map(Number);
    expect(rows).toBe(50);
    expect(networkRmse).toBeCloseTo(network.rmse, 3);
    expect(lineRmse).toBeCloseTo(linear.rmse, 3);
  },
);

test("a better network is not reported", () => {
  const data = split(sine({ rows: 100, noise: 0.1 }), 0.5);
  const good = { ...spec(0), optimizer: { type: "adam", learningRate: 0.01 } } as const;
  expect(findingOf("noBetterThanLine", good, data)).toBeUndefined();
});

test("a network that may be better on other rows is not reported", () => {
  // Far better on the training rows, by chance slightly worse on ten others.
  const data = { train: sine({ rows: 100, noise: 0.5, seed: 1 }), test: sine({ rows: 10, noise: 1, seed: 5 }) };
  const good = { ...spec(0), optimizer: { type: "adam", learningRate: 0.01 }, batchSize: 20, epochs: 100 } as const;
  const trainer = createTrainer(good, data);
  while (trainer.step());
  const { train, test: heldOut } = createReport(trainer.model(), data);
  expect(train.network.mse).toBeLessThan(0.8 * train.linear.mse);
  expect(heldOut!.network.mse).toBeGreaterThan(heldOut!.linear.mse);
  expect(findingOf("noBetterThanLine", good, data)).toBeUndefined();
});

test("a network that is no better than logistic regression is reported for classes", () => {
  const all = line({ rows: 200, noise: 0.3, seed: 3 });
  const y = all.y.map((value) => Number(value > 3.5));
  const columns: Columns = { inputs: [{ name: "x", kind: "number" }], targets: ["kind"], classes: ["no", "yes"] };
  const poor = { ...spec(0), loss: "binaryCrossEntropy", epochs: 20 } as const;
  expect(findingOf("noBetterThanLine", poor, { ...split({ ...all, y }, 0.5), columns })?.text).toMatch(
    /^no better than logistic regression on the 100 validation rows, with Brier score \S+ against \S+: logistic regression is simpler, /,
  );
});
