/** Trainings with piecewise-linear parts of the inputs, and with limits of inputs and predictions. */
import { describe, expect, test } from "vitest";
import {
  checkpointToJson,
  createDataset,
  createRandom,
  createReport,
  createTrainer,
  dense,
  diagnose,
  fit,
  fromSafetensors,
  observe,
  parseCheckpoint,
  parseModel,
  quantileKnots,
  resumeTrainer,
  scaledWidth,
  toSafetensors,
  type Dataset,
  type TrainingSpec,
} from "../src/index.ts";

const random = createRandom(3);
/** y jumps three times as x₁ grows; x₂ says nothing. */
function stairs(rows: number): Dataset {
  const x = Array.from({ length: rows }, () => [10 * random.rand(), random.randn()]);
  const y = x.map(([a]) => 3 * Math.floor(a / 2.5) + 0.1 * random.randn());
  return createDataset(x, y);
}

const [train, validation] = [stairs(200), stairs(80)];
const knots = quantileKnots(train, 8);
const scaling = { inputs: "standard", targets: "standard" } as const;
const spec: TrainingSpec = {
  network: { inputs: scaledWidth(2, knots), layers: [dense(8, "relu"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.01 },
  batchSize: 32,
  epochs: 60,
  seed: 1,
  scaling: { ...scaling, knots },
};
const plain: TrainingSpec = { ...spec, network: { ...spec.network, inputs: 2 }, scaling };

describe("knots", () => {
  test("make a network learn steps that it would bend slowly", () => {
    const loss = (one: TrainingSpec) => createReport(fit(one, { train, validation }), { train, validation });
    const [withKnots, without] = [loss(spec), loss(plain)];
    expect(withKnots.validation!.network.rmse).toBeLessThan(0.9 * without.validation!.network.rmse);
  });

  test("are in the model and all its forms, which predict the same bits", () => {
    const model = fit({ ...spec, epochs: 2 }, { train });
    const rows = [
      [1, 0],
      [2.5, -3],
      [99, 1],
    ];
    const expected = model.predictAll(rows);
    expect(parseModel(JSON.stringify(model)).predictAll(rows)).toEqual(expected);
    expect(fromSafetensors(toSafetensors(model)).predictAll(rows)).toEqual(expected);
  });

  test("leave report, importance and diagnoses with the columns of the data", () => {
    const trainer = createTrainer({ ...spec, network: { ...spec.network, shortcut: true } }, { train, validation });
    trainer.advance(10);
    const report = createReport(trainer.model(), trainer.data);
    expect(report.importance!.columns.map(({ column }) => column)).toEqual(["input 1", "input 2"]);
    expect(diagnose(observe(trainer, report))).toEqual([]);
  });

  test("survive a checkpoint, with the same bits", () => {
    const trainer = createTrainer(spec, { train });
    trainer.advance(3);
    const checkpoint = JSON.stringify(checkpointToJson({ spec, data: trainer.data, snapshot: trainer.snapshot() }));
    const resumed = resumeTrainer(parseCheckpoint(checkpoint));
    expect(resumed.advance(5)).toEqual(trainer.advance(5));
    expect(resumed.snapshot()).toEqual(trainer.snapshot());
  });

  const other = { ...spec.scaling };
  test.each([
    [{ knots: 3 }, TypeError, "expected knots to be a list of finite numbers for each input, got 3"],
    [
      { knots: [[1, null], []] },
      TypeError,
      "expected knots to be a list of finite numbers for each input, got a list of 2",
    ],
    [{ knots: [[], [1, 2, 2]] }, RangeError, "expected ascending knots of input 2, got 2 after 2"],
    [{ knots: [[1, 2, 3]] }, RangeError, "expected knots of 2 inputs, as in train, got 1 lists"],
    [
      { knots: [[1, 2, 3], []] },
      RangeError,
      `expected ${spec.network.inputs} inputs in train, to match the network, got 4`,
    ],
    [{ margins: { inputs: -1 } }, RangeError, "expected inputs to be a number ≥ 0, got -1"],
  ])("are rejected if invalid: %j", (changed, type, message) => {
    const changedSpec = { ...spec, scaling: { ...other, ...changed } } as TrainingSpec;
    expect(() => createTrainer(changedSpec, { train })).toThrow(new type(`createTrainer: ${message}`));
  });
});

describe("margins", () => {
  const limited: TrainingSpec = { ...plain, scaling: { ...scaling, margins: { inputs: 1, targets: 0.5 } } };

  test("change nothing inside the range of the training rows", () => {
    const [model, free] = [fit(limited, { train }), fit(plain, { train })];
    expect(model.network.parameters).toEqual(free.network.parameters);
    const [low, high] = model.scalers.targets.limits![0];
    model.predictFlat(train.x).forEach((value, i) => {
      expect(value).toBe(Math.min(Math.max(free.predictFlat(train.x)[i], low), high));
    });
    expect(low).toBeLessThan(Math.min(...train.y));
    expect(high).toBeGreaterThan(Math.max(...train.y));
  });

  test("bound predictions far outside, if a line would continue without bound", () => {
    const line = { ...limited, network: { inputs: 2, layers: [dense(4, "tanh"), dense(1)], shortcut: true } };
    const model = fit(line, { train });
    const [low, high] = model.scalers.targets.limits![0];
    const [inputLow, inputHigh] = model.scalers.inputs.limits![0];
    expect(model.predict([inputHigh + 1000, 0])).toBe(model.predict([inputHigh, 0]));
    expect(model.predict([-1e9, 0])).toBe(model.predict([inputLow, 0]));
    for (const row of [
      [1e9, 1e9],
      [-1e9, 1e9],
      [1e9, -1e9],
    ]) {
      expect(model.predict(row)).toBeGreaterThanOrEqual(low);
      expect(model.predict(row)).toBeLessThanOrEqual(high);
    }
  });

  test("do not make validation targets look closer than they are", () => {
    const far = createDataset([[5, 0]], [1e6]);
    const trainer = createTrainer(limited, { train, validation: far });
    const [loss] = trainer.advance(1).validationLoss!;
    const [scale] = trainer.scalers.targets.scale;
    expect(Math.sqrt(loss) * scale).toBeGreaterThan(0.99e6);
  });
});
