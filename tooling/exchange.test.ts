/** A model of the recipe with an ensemble, a shortcut, scalers and a category predicts the same in every export format. */
import { readFileSync } from "node:fs";
import {
  fit,
  fromSafetensors,
  parseModel,
  toEsModule,
  toOnnx,
  toSafetensors,
  type Dataset,
  type Model,
} from "@epochal/core";
import { parseCsv, recipe } from "@epochal/data";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { expect, test } from "vitest";

env.wasm.numThreads = 1;

const cars = readFileSync(new URL("../apps/examples/data/cars.csv", import.meta.url), "utf8");
const { spec, data } = recipe(parseCsv(cars), { target: "mpg", seed: 1, epochs: 60 });
const model = fit(spec, data);
const rows = rowsOf(data.train);
const expected = predictionsOf(model);
const deviation = deviationOf(data.train.y);

test("the model has every feature that a format has to carry", () => {
  expect(model.network.spec).toMatchObject({ members: 10, shortcut: true });
  expect(model.columns?.inputs.map(({ kind }) => kind)).toContain("category");
  expect(deviationOf(expected)).toBeGreaterThan(0.8 * deviation);
});

// The largest error of a prediction, as a share of the targets' standard deviation.
test.each<[format: string, error: number, predict: () => number[] | Promise<number[]>]>([
  ["model.json", 1e-12, () => predictionsOf(parseModel(JSON.parse(JSON.stringify(model))))],
  ["safetensors of 64 bits", 1e-12, () => predictionsOf(fromSafetensors(toSafetensors(model)))],
  ["an ES module", 1e-12, predictByModule],
  ["safetensors of 32 bits", 1e-6, () => predictionsOf(fromSafetensors(toSafetensors(model, { dtype: "F32" })))],
  ["ONNX, run by onnxruntime", 1e-6, predictByOnnx],
])("%s predicts what the model predicts, to %d of the targets' standard deviation", async (_, error, predict) => {
  const predicted = await predict();
  expect(predicted).toHaveLength(expected.length);
  const worst = Math.max(...predicted.map((value, i) => Math.abs(value - expected[i])));
  expect(worst / deviation).toBeLessThanOrEqual(error);
});

function predictionsOf(copy: Model): number[] {
  return copy.predictAll(rows).flat();
}

async function predictByModule(): Promise<number[]> {
  const address = `data:text/javascript,${encodeURIComponent(toEsModule(model))}`;
  const { predict } = (await import(/* @vite-ignore */ address)) as { predict: (row: number[]) => number[] };
  return rows.flatMap((row) => predict(row));
}

async function predictByOnnx(): Promise<number[]> {
  const session = await InferenceSession.create(toOnnx(model));
  const x = new Tensor("float32", Float32Array.from(rows.flat()), [rows.length, data.train.inputs]);
  const { y } = await session.run({ x });
  await session.release();
  return Array.from(y.data as Float32Array);
}

function rowsOf({ x, inputs, rows: count }: Dataset): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from(x.subarray(i * inputs, (i + 1) * inputs)));
}

function deviationOf(values: ArrayLike<number>): number {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
}
