import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, diagnose, type ActivationName } from "../../index.ts";
import { sine, xor } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

/** x from 500 to 599, unscaled. */
const far = createDataset(
  Array.from({ length: 100 }, (_, i) => 500 + i),
  Array.from({ length: 100 }, (_, i) => Math.sin(i / 10)),
);

test.each(["tanh", "sigmoid", "hardSigmoid"] as const)(
  "%s units that are driven to one end are reported",
  (activation) => {
    const spec = training({ network: { inputs: 1, layers: [dense(10, activation), dense(1)] }, epochs: 1 });
    expect(findingOf("saturatedUnits", spec, { train: far })).toEqual({
      rule: "saturatedUnits",
      epoch: 0,
      text:
        `all 10 ${activation} units in layer 1 are saturated, at the same flat end for every row, and hardly learn any more; ` +
        "scale inputs and targets, or restart with a lower learning rate or smaller weights",
    });
  },
);

test("the fault is real: 200 epochs learn nothing without scaling, and a lot with it", () => {
  const spec = training({ optimizer: { type: "adam", learningRate: 0.01 }, batchSize: 16, epochs: 200 });
  const lossAfter = (scaling: "none" | "standard") => {
    const trainer = createTrainer({ ...spec, scaling: { inputs: scaling } }, { train: far });
    while (trainer.step());
    return trainer.history.spans.at(-1)!.loss;
  };
  expect(lossAfter("none")).toBeGreaterThan(0.4);
  expect(lossAfter("standard")).toBeLessThan(0.2);
});

test.each(["leakyRelu", "elu", "selu", "gelu", "silu", "softplus", "identity"] as ActivationName[])(
  "%s has no upper end",
  (activation) => {
    const trainer = createTrainer(training({ network: { inputs: 1, layers: [dense(3, activation), dense(1)] } }), {
      train: far,
    });
    trainer.network.layers[0].W.fill(1);
    expect(diagnose(trainer, { aspects: ["network"] })).toEqual([]);
  },
);

test("units that switch between both ends are not reported", () => {
  const trainer = createTrainer(training({ network: { inputs: 2, layers: [dense(2, "tanh"), dense(1)] } }), {
    train: xor,
  });
  const [{ W, b }] = trainer.network.layers;
  // One computes OR and the other AND, both fully saturated.
  W.fill(100);
  b.set([-50, -150]);
  expect(diagnose(trainer, { aspects: ["network"] })).toEqual([]);
  b.set([-500, -500]);
  expect(diagnose(trainer, { aspects: ["network"] })).toMatchObject([{ rule: "saturatedUnits", subject: "all units" }]);
});

test("half of the units are reported if the training is stuck", () => {
  const spec = training({
    network: { inputs: 1, layers: [dense(20, "tanh"), dense(1)] },
    optimizer: { type: "adam", learningRate: 1 },
    batchSize: 16,
    epochs: 400,
  });
  expect(findingOf("saturatedUnits", spec, { train: sine({ rows: 160, noise: 0.1 }) })?.text).toMatch(
    /^1\d of 20 tanh units in layer 1 are saturated/,
  );
});
