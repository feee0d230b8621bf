import { expect, test } from "vitest";
import { createModel, createNetwork, createRandom, dense, parseModel, plainKernels } from "@epochal/core";
// @boundaries-ignore core's contract for every implementation
import { kernelsContract } from "../../core/test/kernels-contract.ts";
import { f32, f32Relaxed, f64 } from "../src/generated/wasm.ts";
import { createSimdKernels, kernelsOf } from "../src/simd-kernels.ts";
import { textToBytes } from "../src/wasm-text.ts";

const compiled = (text: string) => new WebAssembly.Module(textToBytes(text));

/** 24 binary digits, and up to 64 terms, each rounded. */
const single = 2 ** -24 * 64;

kernelsContract("f64", kernelsOf(compiled(f64), "float64"));
kernelsContract("f32", kernelsOf(compiled(f32), "float32"), single);
kernelsContract("f32Relaxed", kernelsOf(compiled(f32Relaxed), "float32"), single);

test("kernels are for float64 unless float32 is given", () => {
  const [z, x, W, b] = [1, 1, 1, 1].map(() => new Float64Array(1));
  [x[0], W[0], b[0]] = [1 + 2 ** -30, 3, 5];
  plainKernels.affine(z, x, W, b, 1, 1, 1);
  const plain = z[0];
  createSimdKernels()?.affine(z, x, W, b, 1, 1, 1);
  expect(z[0]).toBe(plain);
  createSimdKernels("float32")?.affine(z, x, W, b, 1, 1, 1);
  expect(z[0]).toBe(8);
  expect(plain).not.toBe(8);
});

test("a model predicts the same bits with the kernels as in plain TypeScript", () => {
  const layers = [dense(13, "relu"), dense(7, "tanh"), dense(2)];
  const network = createNetwork({ inputs: 5, layers, members: 3, shortcut: true });
  const random = createRandom(1);
  const parameters = network.parameters.map(() => random.randn());
  const scaler = (width: number) => ({ offset: Array<number>(width).fill(0.3), scale: Array<number>(width).fill(1.7) });
  const model = createModel(network.spec, parameters, { inputs: scaler(5), targets: scaler(2) });
  const x = Float64Array.from({ length: 5 * 1100 }, () => random.randn());
  const predicted = parseModel(JSON.stringify(model), { kernels: createSimdKernels() }).predictFlat(x);
  expect(predicted).toEqual(model.predictFlat(x));
  expect(new Set(predicted).size).toBeGreaterThan(1000);
});
