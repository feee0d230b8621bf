/** Exported ONNX files of every kind of model, run by onnxruntime as WebAssembly on one thread. */
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { createDataset, createModel, createRandom, dense, fit, quantileKnots } from "../src/index.ts";
import { onnxInputType, scaledWidth, toOnnx, type Model } from "../src/index.ts";
import { activationNames, drawnModel, drawnRows, kinds } from "./models.ts";

env.wasm.numThreads = 1;

async function run(model: Model, rows: readonly (readonly number[])[], type = "float32"): Promise<number[][]> {
  const session = await InferenceSession.create(toOnnx(model));
  try {
    const shape = [rows.length, rows[0].length];
    const x =
      type === "float32"
        ? new Tensor("float32", Float32Array.from(rows.flat()), shape)
        : new Tensor("float64", Float64Array.from(rows.flat()), shape);
    const { y } = await session.run({ x });
    const [count, width] = y.dims;
    expect([y.type, count]).toEqual(["float32", rows.length]);
    const values = Array.from(y.data as Float32Array);
    return Array.from({ length: count }, (_, i) => values.slice(i * width, (i + 1) * width));
  } finally {
    await session.release();
  }
}

/** The largest difference between the two, relative to the range of the model's predictions or to the target's scale, if that is larger. */
function worstError(model: Model, predicted: number[][], expected: number[][]): number {
  const errors = model.scalers.targets.scale.map((scale, j) => {
    const values = expected.map((row) => row[j]);
    const range = Math.max(scale, Math.max(...values) - Math.min(...values));
    return Math.max(...predicted.map((row, i) => Math.abs(row[j] - values[i]))) / range;
  });
  return Math.max(...errors);
}

/** Rounds to 32 bits, the runtime's input type, so that this rounding does not affect the comparison. */
const rows = drawnRows().map((row) => row.map(Math.fround));
/** Rows in the range of the scaler. */
const ORDINARY = 40;

// The runtime's logistic function has an error of about 1e-7 everywhere; `silu` multiplies it by its input.
test.each(kinds)("onnxruntime predicts the same as the model, to a millionth of its range: %j", async (kind) => {
  const model = drawnModel(kind);
  const expected = model.predictAll(rows);
  const predicted = await run(model, rows);
  expect(predicted.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  const error = worstError(model, predicted.slice(0, ORDINARY), expected.slice(0, ORDINARY));
  expect(error).toBeLessThan(kind.activation === "silu" ? 3e-6 : 1e-6);
  // Far outside: the precision that toOnnx documents for each number.
  predicted.forEach((row, i) => {
    row.forEach((value, j) => {
      const size = Math.max(model.scalers.targets.scale[j], Math.abs(expected[i][j]));
      expect(Math.abs(value - expected[i][j])).toBeLessThan(1e-5 * size);
    });
  });
});

test.each(activationNames)("onnxruntime's %s equals ours, also far from 0", async (activation) => {
  const one = { offset: [0], scale: [1] };
  const spec = { inputs: 1, layers: [dense(1, activation)] };
  const model = createModel(spec, Float64Array.of(1, 0), { inputs: one, targets: one });
  const sums = [[-50], [-9], [-3.5], [-2.5], [-0.5], [0], [0.5], [2.5], [3.5], [9], [50]];
  const predicted = await run(model, sums);
  model.predictAll(sums).forEach(([expected], i) => {
    expect(Math.abs(predicted[i][0] - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
  });
});

test("onnxruntime returns only the targets of a model with more outputs", async () => {
  const model = drawnModel({ activation: "tanh", members: 3, shortcut: true, outputs: 4 });
  const predicted = await run(model, rows);
  expect(predicted[0]).toHaveLength(2);
  expect(worstError(model, predicted, model.predictAll(rows))).toBeLessThan(1e-6);
});

test("onnxruntime finds one input x and one output y, with any number of rows", async () => {
  const model = drawnModel({ activation: "relu" });
  const session = await InferenceSession.create(toOnnx(model));
  expect([...session.inputNames, ...session.outputNames]).toEqual(["x", "y"]);
  await session.release();
  for (const some of [rows.slice(0, 1), rows.slice(0, 7)])
    expect(worstError(model, await run(model, some), model.predictAll(some))).toBeLessThan(1e-6);
});

describe("a column of seconds since 1970", () => {
  const random = createRandom(4);
  const rowsOfHours = Array.from({ length: 200 }, () => [
    1_764_400_000 + Math.floor(7200 * random.rand()),
    random.randn(),
  ]);
  const y = rowsOfHours.map(([time, x]) => Math.sin((time - 1_764_400_000) / 600) + x);
  const train = createDataset(rowsOfHours, y);
  const knots = quantileKnots(train, 8);
  const scaling = { inputs: "standard", targets: "standard" } as const;
  test.each([[scaling], [{ ...scaling, margins: { inputs: 1, targets: 0.5 } }], [{ ...scaling, knots }]])(
    "keeps its digits in 64 bits, with %j",
    async (scaled) => {
      const inputs = "knots" in scaled ? scaledWidth(2, knots) : 2;
      const network = { inputs, layers: [dense(8, "tanh"), dense(1)] };
      const optimizer = { type: "adam", learningRate: 0.02 } as const;
      const model = fit({ network, loss: "meanSquaredError", optimizer, epochs: 300, scaling: scaled }, { train });
      const predicted = await run(model, rowsOfHours, "float64");
      const [scale] = model.scalers.targets.scale;
      model.predictAll(rowsOfHours).forEach(([expected], i) => {
        expect(Math.abs(predicted[i][0] - expected) / scale).toBeLessThan(1e-5);
      });
      expect(onnxInputType(model)).toBe("float64");
      await expect(run(model, rowsOfHours)).rejects.toThrow(/expected: \(tensor\(double\)\)/);
    },
  );
});
