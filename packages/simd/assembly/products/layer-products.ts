/**
 * The three products of a dense layer over ranges of rows of the batch, or of rows of W, so that threads can share them.
 * All matrices are row-major: x `[rows, inputs]`, W `[inputs, units]`, z and dz `[rows, units]`, b and db `[units]`. Pointers are
 * to whole matrices, the same in every call of a batch, and multiples of the size of a number. The 96 bytes after every matrix
 * must be readable; nothing is written there. `scratch` has `productScratch` bytes, which no other thread uses.
 */
import { column } from "./column";
import { row } from "./row";
import { product, productBytes, rowsInTiles } from "./product";
import { applyRelu, backwardRelu } from "../elementwise/relu";

/** z = x · W + b for rows r0 … r1 − 1: z[i, j] = b[j] + Σₚ x[i, p]·W[p, j], p ascending; `isRelu`: `z > 0 ? z : 0`. */
export function affine<T>(
  z: usize, x: usize, W: usize, b: usize, r0: usize, r1: usize, inputs: usize, units: usize, scratch: usize,
  isRelu: bool,
): void {
  if (r0 >= r1) return;
  const rows = r1 - r0;
  const xStep = inputs * sizeof<T>();
  const zStep = units * sizeof<T>();
  x += r0 * xStep;
  z += r0 * zStep;
  if (units == 1) column<T>(z, x, xStep, W, b, rows, inputs);
  else {
    const tiled = rowsInTiles(rows);
    product<T>(z, x, xStep, sizeof<T>(), W, zStep, sizeof<T>(), b, tiled, units, inputs, scratch);
    for (let i = tiled; i < rows; i++) row<T>(z + i * zStep, x + i * xStep, sizeof<T>(), W, zStep, b, units, inputs, 0);
  }
  if (isRelu) applyRelu<T>(z, rows * zStep);
}

/**
 * dW = xᵀ · dz for rows p0 … p1 − 1 of W, over all `rows` of the batch: dW[p, j] = Σᵢ x[i, p]·dz[i, j], i ascending.
 * If p0 is 0 and `db` is not, also db[j] = Σᵢ dz[i, j].
 */
export function weightGradients<T>(
  dW: usize, db: usize, x: usize, dz: usize, rows: usize, inputs: usize, units: usize, p0: usize, p1: usize,
  scratch: usize,
): void {
  if (p0 >= p1) return;
  const xStep = inputs * sizeof<T>();
  const dzStep = units * sizeof<T>();
  const count = p1 - p0;
  dW += p0 * dzStep;
  x += p0 * sizeof<T>();
  if (p0 > 0) db = 0;
  // With one unit, dW is also a row.
  if (units == 1) return row<T>(dW, dz, dzStep, x, xStep, 0, count, rows, db);
  if (db) {
    store<T>(scratch, 1);
    row<T>(db, scratch, 0, dz, dzStep, 0, units, rows, 0);
  }
  const tiled = rowsInTiles(count);
  product<T>(dW, x, sizeof<T>(), xStep, dz, dzStep, sizeof<T>(), 0, tiled, units, rows, scratch);
  for (let p = tiled; p < count; p++) {
    row<T>(dW + p * dzStep, x + p * sizeof<T>(), xStep, dz, dzStep, 0, units, rows, 0);
  }
}

/**
 * dx = dz · Wᵀ for rows r0 … r1 − 1: dx[i, p] = Σⱼ dz[i, j]·W[p, j], j ascending. If the layer below has a ReLU, `a` are its
 * outputs, `[rows, inputs]`, and dx is 0 unless a > 0; otherwise `a` is 0.
 */
export function inputGradients<T>(
  dx: usize, dz: usize, W: usize, a: usize, r0: usize, r1: usize, inputs: usize, units: usize, scratch: usize,
): void {
  if (r0 >= r1) return;
  const rows = r1 - r0;
  const dxStep = inputs * sizeof<T>();
  const dzStep = units * sizeof<T>();
  dx += r0 * dxStep;
  dz += r0 * dzStep;
  if (inputs == 1) column<T>(dx, dz, dzStep, W, 0, rows, units);
  else {
    const tiled = rowsInTiles(rows);
    product<T>(dx, dz, dzStep, sizeof<T>(), W, sizeof<T>(), dzStep, 0, tiled, inputs, units, scratch);
    for (let i = tiled; i < rows; i++) column<T>(dx + i * dxStep, W, dzStep, dz + i * dzStep, 0, inputs, units);
  }
  if (a) backwardRelu<T>(dx, a + r0 * dxStep, rows * dxStep);
}

/** Bytes of scratch for products of at most `rows` rows, `inputs` inputs and `units` units: a multiple of 16. */
export function productScratch<T>(rows: usize, inputs: usize, units: usize): usize {
  return productBytes<T>(max(rows, inputs), max(max(rows, inputs), units));
}
