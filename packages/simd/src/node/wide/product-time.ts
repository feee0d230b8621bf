/** How fast the products of a module are, measured for a moment. */
import type { Precision } from "@epochal/core";
import { createMemory, instantiate } from "../../instance.ts";

const ROWS = 24;
const INPUTS = 256;
const UNITS = 32;
const CALLS = 20;
const SAMPLES = 8;

/** Milliseconds of a product: the fastest of several samples, so that other processes matter little. */
export function productMs(module: WebAssembly.Module, precision: Precision): number {
  const memory = createMemory();
  const unused = () => {};
  const { affine, productScratch } = instantiate(module, memory, {
    activate: unused,
    activateBackward: unused,
    measure: unused,
  });
  const size = precision === "float32" ? 4 : 8;
  const align = (bytes: number) => Math.ceil((bytes + 96) / 64) * 64;
  const x = 64;
  const W = x + align(ROWS * INPUTS * size);
  const b = W + align(INPUTS * UNITS * size);
  const z = b + align(UNITS * size);
  const scratch = z + align(ROWS * UNITS * size);
  memory.grow(Math.ceil((scratch + productScratch(ROWS, INPUTS, UNITS)) / 65536));
  let best = Infinity;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = performance.now();
    for (let call = 0; call < CALLS; call++) affine(z, x, W, b, 0, ROWS, INPUTS, UNITS, scratch);
    best = Math.min(best, performance.now() - start);
  }
  return best / CALLS;
}
