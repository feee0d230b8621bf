/** The contract of every implementation of `Kernels`: the same cases, with odd sizes, exact or within a tolerance. */
import { expect, test } from "vitest";
import { createRandom, type Kernels, type Vector } from "../src/index.ts";

/** Rows, inputs and units: ones, primes, powers of two and their neighbours, so that no SIMD width divides all of them. */
const sizes = [
  [1, 1, 1],
  [1, 3, 1],
  [2, 1, 3],
  [3, 2, 2],
  [4, 4, 4],
  [5, 7, 9],
  [7, 5, 1],
  [8, 1, 8],
  [9, 17, 15],
  [16, 16, 16],
  [1, 33, 31],
  [31, 3, 65],
] as const;

/** @param tolerance maximum error of a sum, relative to the sum of its terms' absolute values; 0 for the same bits. */
export function kernelsContract(name: string, kernels: Kernels, tolerance = 0): void {
  /** Expects `[rows, columns]` numbers, each equal to `element`, which sums with the given function. */
  function expectSums(
    actual: Vector,
    rows: number,
    columns: number,
    element: (i: number, j: number, sum: typeof sumInOrder) => number,
  ): void {
    const expected = matrix(rows, columns, (i, j) => element(i, j, sumInOrder));
    const most = matrix(rows, columns, (i, j) => element(i, j, sumOfSizes));
    const isRight = (k: number) =>
      Object.is(actual[k], expected[k]) || (tolerance > 0 && Math.abs(actual[k] - expected[k]) <= tolerance * most[k]);
    const wrong = [...expected.keys()].filter((k) => !isRight(k));
    expect(wrong.map((k) => ({ k, got: actual[k], expected: expected[k] }))).toEqual([]);
  }

  test.each(sizes)(`${name}: affine of %d rows, %d inputs, %d units is x · W + b`, (rows, inputs, units) => {
    const { x, W, b } = draw(rows, inputs, units);
    const given = [x.slice(), W.slice(), b.slice()];
    const z = placed(rows * units);

    kernels.affine(z.vector, x, W, b, rows, inputs, units);

    expectSums(z.vector, rows, units, (i, j, sum) => sum(inputs, (p) => x[i * inputs + p] * W[p * units + j], b[j]));
    z.expectNothingElseWritten();
    expect([x, W, b]).toEqual(given);
  });

  test.each(sizes)(`${name}: weight gradients of %d rows, %d inputs, %d units are xᵀ · dz`, (rows, inputs, units) => {
    const { x, dz } = draw(rows, inputs, units);
    const given = [x.slice(), dz.slice()];
    const dW = placed(inputs * units);
    const db = placed(units);

    kernels.weightGradients(dW.vector, db.vector, x, dz, rows, inputs, units);

    expectSums(dW.vector, inputs, units, (p, j, sum) => sum(rows, (i) => x[i * inputs + p] * dz[i * units + j]));
    expectSums(db.vector, 1, units, (_, j, sum) => sum(rows, (i) => dz[i * units + j]));
    dW.expectNothingElseWritten();
    db.expectNothingElseWritten();
    expect([x, dz]).toEqual(given);
  });

  test.each(sizes)(`${name}: input gradients of %d rows, %d inputs, %d units are dz · Wᵀ`, (rows, inputs, units) => {
    const { W, dz } = draw(rows, inputs, units);
    const given = [W.slice(), dz.slice()];
    const dx = placed(rows * inputs);

    kernels.inputGradients(dx.vector, dz, W, rows, inputs, units);

    expectSums(dx.vector, rows, inputs, (i, p, sum) => sum(units, (j) => dz[i * units + j] * W[p * units + j]));
    dx.expectNothingElseWritten();
    expect([W, dz]).toEqual(given);
  });
}

/** Σ term(0) … term(count − 1), added in this order to `start`. */
function sumInOrder(count: number, term: (index: number) => number, start = 0): number {
  let total = start;
  for (let index = 0; index < count; index++) total += term(index);
  return total;
}

/** Σ |term|. */
function sumOfSizes(count: number, term: (index: number) => number, start = 0): number {
  return sumInOrder(count, (index) => Math.abs(term(index)), Math.abs(start));
}

/** `[rows, columns]` row-major, element by element. */
function matrix(rows: number, columns: number, element: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, index) =>
    element(Math.floor(index / columns), index % columns),
  );
}

/** Operands as views of a larger vector, as in layers, with numbers of several magnitudes and some zeros. */
function draw(rows: number, inputs: number, units: number) {
  const random = createRandom([rows, inputs, units]);
  const vector = (length: number) => {
    const around = new Float64Array(length + 6);
    for (let i = 0; i < around.length; i++)
      around[i] = random.rand() < 0.2 ? 0 : random.randn() * 10 ** random.integer(4);
    return around.subarray(3, 3 + length);
  };
  return { x: vector(rows * inputs), W: vector(inputs * units), b: vector(units), dz: vector(rows * units) };
}

/** A buffer for a result: a view of NaN that must all be overwritten, between numbers that must all stay. */
function placed(length: number) {
  const around = new Float64Array(length + 10).fill(7);
  const vector = around.subarray(5, 5 + length).fill(NaN);
  return {
    vector,
    expectNothingElseWritten() {
      expect([...around.subarray(0, 5), ...around.subarray(5 + length)]).toEqual(Array.from({ length: 10 }, () => 7));
    },
  };
}
