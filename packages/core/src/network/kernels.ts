import type { Vector } from "../vector.ts";

/**
 * The three matrix products of a dense layer, which take nearly all the time of a training. An interface, so that a network
 * can run on faster implementations than the plain, readable one.
 *
 * Every implementation adds the terms in the order given here, so that all give the same bits.
 * All matrices are row-major: x `[rows, inputs]`, W `[inputs, units]`, z and dz `[rows, units]`, b and db `[units]`.
 */
export interface Kernels {
  /** z = x · W + b: z[i, j] = b[j] + Σₚ x[i, p]·W[p, j], p ascending. */
  affine(z: Vector, x: Vector, W: Vector, b: Vector, rows: number, inputs: number, units: number): void;
  /** dW = xᵀ · dz: dW[p, j] = Σᵢ x[i, p]·dz[i, j], and db[j] = Σᵢ dz[i, j], i ascending. */
  weightGradients(dW: Vector, db: Vector, x: Vector, dz: Vector, rows: number, inputs: number, units: number): void;
  /** dx = dz · Wᵀ: dx[i, p] = Σⱼ dz[i, j]·W[p, j], j ascending. */
  inputGradients(dx: Vector, dz: Vector, W: Vector, rows: number, inputs: number, units: number): void;
}

/** The reference implementation: plain loops. */
export const plainKernels: Kernels = {
  affine(z, x, W, b, rows, inputs, units) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < units; j++) z[i * units + j] = b[j];
      for (let p = 0; p < inputs; p++) {
        const xip = x[i * inputs + p];
        for (let j = 0; j < units; j++) z[i * units + j] += xip * W[p * units + j];
      }
    }
  },

  weightGradients(dW, db, x, dz, rows, inputs, units) {
    dW.fill(0);
    db.fill(0);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < units; j++) db[j] += dz[i * units + j];
      for (let p = 0; p < inputs; p++) {
        const xip = x[i * inputs + p];
        for (let j = 0; j < units; j++) dW[p * units + j] += xip * dz[i * units + j];
      }
    }
  },

  inputGradients(dx, dz, W, rows, inputs, units) {
    for (let i = 0; i < rows; i++) {
      for (let p = 0; p < inputs; p++) {
        let sum = 0;
        for (let j = 0; j < units; j++) sum += dz[i * units + j] * W[p * units + j];
        dx[i * inputs + p] = sum;
      }
    }
  },
};
