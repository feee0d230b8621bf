/** Core's three products in WebAssembly, one call each. An engine session is faster: it does whole updates in one call. */
import type { Kernels, Precision, Vector } from "@epochal/core";
import { createMemory, instantiate } from "./instance.ts";
import { moduleFor } from "./modules.ts";
import { viewsOf } from "./views.ts";

/**
 * Kernels that copy their operands into a memory and the results out of it. Undefined if WebAssembly has no SIMD.
 * @param precision of the arithmetic, for vectors of either kind. In float64, the default, results are those of `plainKernels`
 * to the last bit. In float32 every product and sum is rounded to 24 binary digits, or only their sum if the machine fuses them.
 */
export function createSimdKernels(precision: Precision = "float64"): Kernels | undefined {
  const module = moduleFor(precision);
  return module && kernelsOf(module, precision);
}

/** Vectors begin at multiples of ALIGNMENT bytes; PADDING bytes after each may be read. */
const ALIGNMENT = 16;
const PADDING = 96;
const PAGE = 65536;

/** The kernels of a module of `assembly/`. */
export function kernelsOf(module: WebAssembly.Module, precision: Precision): Kernels {
  const memory = createMemory();
  const unused = () => {};
  const exports = instantiate(module, memory, { activate: unused, activateBackward: unused, measure: unused });

  /** Calls `product` with pointers to copies of the vectors and to scratch, and copies the first `results` vectors back. */
  function run(vectors: Vector[], results: number, scratch: number, product: (...pointers: number[]) => void): void {
    const { size } = viewsOf(memory, precision);
    let end = ALIGNMENT;
    const pointers = vectors.map(({ length }) => {
      const pointer = end;
      end += Math.ceil((length * size + PADDING) / ALIGNMENT) * ALIGNMENT;
      return pointer;
    });
    const pages = Math.ceil((end + scratch) / PAGE) - memory.buffer.byteLength / PAGE;
    if (pages > 0) memory.grow(pages);
    const { vector } = viewsOf(memory, precision);
    for (let i = results; i < vectors.length; i++) vector(pointers[i], vectors[i].length).set(vectors[i]);
    product(...pointers, end);
    for (let i = 0; i < results; i++) vectors[i].set(vector(pointers[i], vectors[i].length));
  }

  return {
    affine(z, x, W, b, rows, inputs, units) {
      const bytes = exports.productScratch(rows, inputs, units);
      run([z, x, W, b], 1, bytes, (zAt, xAt, WAt, bAt, scratch) =>
        exports.affine(zAt, xAt, WAt, bAt, 0, rows, inputs, units, scratch),
      );
    },
    weightGradients(dW, db, x, dz, rows, inputs, units) {
      const bytes = exports.productScratch(rows, inputs, units);
      run([dW, db, x, dz], 2, bytes, (dWAt, dbAt, xAt, dzAt, scratch) =>
        exports.weightGradients(dWAt, dbAt, xAt, dzAt, rows, inputs, units, 0, inputs, scratch),
      );
    },
    inputGradients(dx, dz, W, rows, inputs, units) {
      const bytes = exports.productScratch(rows, inputs, units);
      run([dx, dz, W], 1, bytes, (dxAt, dzAt, WAt, scratch) =>
        exports.inputGradients(dxAt, dzAt, WAt, 0, rows, inputs, units, scratch),
      );
    },
  };
}
