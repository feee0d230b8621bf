import { expect, test } from "vitest";
import { dense } from "../network/dense.ts";
import { createModel } from "../model/create-model.ts";
import type { Model } from "../model/model.ts";
import { createDataset } from "../data/create-dataset.ts";
import { fit } from "../training/fit.ts";
import { parseModel } from "../model/parse-model.ts";
import { createTrainer } from "../training/trainer.ts";
import { outputTransforms, type OutputTransform, type OutputTransformName } from "./index.ts";

const { log } = Math;
const apply = (name: OutputTransformName, outputs: number[], targets: number) =>
  Array.from(outputTransforms[name].apply(Float64Array.from(outputs), targets));

test("identity returns the outputs", () => {
  expect(apply("identity", [1, -2, 3, 4], 2)).toEqual([1, -2, 3, 4]);
});

// 1 / (1 + e^−ln 3) = 1 / (1 + 1/3).
test("sigmoid turns each output into a probability, however large it is", () => {
  const [a, b, c, d] = apply("sigmoid", [log(3), 0, -1000, 1000], 2);
  expect(a).toBeCloseTo(0.75, 15);
  expect([b, c, d]).toEqual([0.5, 0, 1]);
});

// e^0 : e^ln 2 : e^ln 5 = 1 : 2 : 5.
test("softmax turns a row into probabilities that sum to 1, unchanged by a constant added to all outputs", () => {
  const probabilities = apply("softmax", [0, log(2), log(5), -5000, -5000, -5000 + log(2)], 3);
  [1 / 8, 2 / 8, 5 / 8, 1 / 4, 1 / 4, 2 / 4].forEach((p, k) => expect(probabilities[k]).toBeCloseTo(p, 12));
  expect(apply("softmax", [1000, 0, -1000], 3)).toEqual([1, 0, 0]);
});

// softplus(0) = ln 2.
test("gaussian returns the means, and the variances by softplus", () => {
  const outputs = [1, 2, 0, 1000, 3, 4, -1000, 0];
  expect(apply("gaussian", outputs, 2)).toEqual([1, 2, 3, 4]);
  const variances = outputTransforms.gaussian.variance!(Float64Array.from(outputs), 2);
  [log(2) + 1e-6, 1000 + 1e-6, 1e-6, log(2) + 1e-6].forEach((v, k) => expect(variances[k]).toBeCloseTo(v, 12));
});

/** ŷ = transform(x): one layer with the identity matrix. */
function identityModel(
  link: OutputTransformName,
  targets: number,
  scaler?: { offset: number[]; scale: number[] },
): Model {
  const { outputsPerTarget = 1 }: OutputTransform = outputTransforms[link];
  const width = targets * outputsPerTarget;
  const parameters = Float64Array.from({ length: width * width + width }, (_, k) =>
    k < width * width && k % (width + 1) === 0 ? 1 : 0,
  );
  const zeros = Array.from({ length: width }, () => 0);
  const ones = zeros.map(() => 1);
  const none = { offset: zeros.slice(0, targets), scale: ones.slice(0, targets) };
  return createModel(
    { inputs: width, layers: [dense(width)] },
    parameters,
    { inputs: { offset: zeros, scale: ones }, targets: scaler ?? none },
    { link },
  );
}

test.each(Object.keys(outputTransforms) as OutputTransformName[])(
  "a model applies %s, also after a round trip through JSON",
  (link) => {
    const model = identityModel(link, 2);
    const row = Array.from({ length: model.network.spec.inputs }, (_, i) => i / 3 - 0.5);
    const expected = apply(link, row, 2);
    expect(model.predictAll([row])).toEqual([expected]);
    expect(model.predict(row)).toBe(expected[0]);
    const restored = parseModel(JSON.stringify(model));
    expect([restored.link, restored.predictAll([row])]).toEqual([link, [expected]]);
    expect(JSON.parse(JSON.stringify(model)).link).toBe(link === "identity" ? undefined : link);
  },
);

test("a model file without a link and with two outputs per target is read as gaussian", () => {
  const { link, ...json } = identityModel("gaussian", 1).toJSON();
  expect(link).toBe("gaussian");
  const restored = parseModel(json);
  expect([restored.link, restored.predict([5, 0])]).toEqual(["gaussian", 5]);
});

test("outputs that do not match transform and targets are rejected", () => {
  const { network, scalers } = identityModel("identity", 2);
  expect(() => createModel(network.spec, network.parameters, scalers, { link: "gaussian" })).toThrow(
    new RangeError("createModel: expected 4 outputs for 2 targets, got 2"),
  );
});

// Two separable classes: below 0 and above.
test("after training with a cross-entropy, model and evaluation give probabilities", () => {
  const x = Array.from({ length: 20 }, (_, i) => i / 10 - 0.95);
  const optimizer = { type: "adam", learningRate: 0.1 } as const;
  const network = (units: number) => ({ inputs: 1, layers: [dense(units)] });

  const binary = createDataset(
    x,
    x.map((value) => (value > 0 ? 1 : 0)),
  );
  const trainer = createTrainer(
    { network: network(1), loss: "binaryCrossEntropy", optimizer, epochs: 200 },
    { train: binary, validation: binary },
  );
  while (trainer.step());
  const model = trainer.model();
  expect([model.link, model.predict(-0.9) < 0.01, model.predict(0.9) > 0.99]).toEqual(["sigmoid", true, true]);
  for (const p of trainer.evaluate().predicted) expect(p >= 0 && p <= 1).toBe(true);
  expect(model.intervalWidth(0.5)).toBeLessThan(0.5); // distance of probabilities from 0 or 1, not of raw outputs

  const classes = createDataset(
    x,
    x.map((value) => (value > 0 ? [1, 0] : [0, 1])),
  );
  const spec = { network: network(2), loss: "softmaxCrossEntropy", optimizer, epochs: 200 } as const;
  const [[first, second]] = fit(spec, { train: classes }).predictAll([0.9]);
  expect(first).toBeGreaterThan(0.99);
  expect(first + second).toBeCloseTo(1, 15);
});
