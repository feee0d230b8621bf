import { expect, test } from "vitest";
import { plainKernels } from "@epochal/core";
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
