import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeRows, type Dataset } from "./data/dataset.ts";
import { createDataset } from "./data/create-dataset.ts";
import { createRandom } from "./random.ts";
import { fitRidge } from "./ridge.ts";

/** y = x₁ − 2·x₂ + noise, with as many further columns as needed. */
function noisyRows(rows: number, inputs: number, seed: number, weights?: readonly number[]): Dataset {
  const random = createRandom(seed);
  const x = Array.from({ length: rows }, () => Array.from({ length: inputs }, () => random.randn()));
  const y = x.map(([a, b = 0]) => a - 2 * b + random.randn());
  return createDataset(x, y, weights && { weights });
}

function predict({ W, b }: ReturnType<typeof fitRidge>, x: readonly number[]): number {
  return x.reduce((sum, value, p) => sum + value * W[p], b[0]);
}

function expectSameFit(fit: ReturnType<typeof fitRidge>, expected: ReturnType<typeof fitRidge>, digits = 9): void {
  fit.W.forEach((value, k) => expect(value).toBeCloseTo(expected.W[k], digits));
  fit.b.forEach((value, k) => expect(value).toBeCloseTo(expected.b[k], digits));
}

/** A · X = B by Gaussian elimination with pivots. */
function solve(A: readonly (readonly number[])[], B: readonly (readonly number[])[]): number[][] {
  const rows = A.map((row, i) => [...row, ...B[i]]);
  rows.forEach((_, k) => {
    const pivot = rows.findIndex(
      (row, i) => i >= k && Math.abs(row[k]) === Math.max(...rows.slice(k).map((one) => Math.abs(one[k]))),
    );
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    rows.forEach((row, i) => {
      if (i === k) return;
      const factor = row[k] / rows[k][k];
      row.forEach((__, j) => (row[j] -= factor * rows[k][j]));
    });
  });
  return rows.map((row, i) => row.slice(A.length).map((value) => value / row[i]));
}

/** The definition: for each penalty the whole hat matrix of weighted, standardized rows with an intercept. */
function fitByDefinition({ rows, inputs, x, y, weights }: Dataset): number[] {
  const w = Array.from({ length: rows }, (_, i) => weights?.[i] ?? 1);
  const n = w.filter((weight) => weight > 0).length;
  const total = w.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (i: number) => number) => w.reduce((sum, weight, i) => sum + (weight * of(i)) / total, 0);
  const Z = Array.from({ length: rows }, (): number[] => [1]);
  const [offset, scale]: [number[], number[]] = [[], []];
  for (let p = 0; p < inputs; p++) {
    offset.push(mean((i) => x[i * inputs + p]));
    scale.push(Math.sqrt(mean((i) => (x[i * inputs + p] - offset[p]) ** 2)));
    Z.forEach((z, i) => z.push((x[i * inputs + p] - offset[p]) / scale[p]));
  }
  let best = { error: Infinity, beta: [] as number[] };
  for (let k = 0; k <= 24; k++) {
    const lambda = (n * 1e3) / Math.sqrt(10) ** k;
    const gram = Array.from({ length: inputs + 1 }, (_, p) =>
      Array.from({ length: inputs + 1 }, (__, q) => {
        const sum = Z.reduce((so, z, i) => so + ((w[i] * n) / total) * z[p] * z[q], 0);
        return sum + (p === q && p > 0 ? lambda : 0);
      }),
    );
    // Weights for each row alone: β = S · y, and H = Z · S.
    const S = solve(
      gram,
      gram.map((_, p) => Z.map((z, i) => ((w[i] * n) / total) * z[p])),
    );
    const beta = S.map((row) => row.reduce((sum, value, i) => sum + value * y[i], 0));
    const freedom = n - Z.reduce((sum, z, i) => sum + z.reduce((so, value, p) => so + value * S[p][i], 0), 0);
    if (freedom < 1e-4 * n) break;
    const residual = Z.reduce((sum, z, i) => {
      const error = y[i] - z.reduce((so, value, p) => so + value * beta[p], 0);
      return sum + ((w[i] * n) / total) * error * error;
    }, 0);
    const error = residual / freedom ** 2;
    if (error < (1 - 1e-5) * best.error) best = { error, beta };
  }
  const W = best.beta.slice(1).map((value, p) => value / scale[p]);
  return [...W, best.beta[0] - W.reduce((sum, value, p) => sum + value * offset[p], 0)];
}

test.each([
  ["more rows than columns", 12, 3, undefined],
  ["one column", 8, 1, undefined],
  ["two columns", 8, 2, undefined],
  ["as many rows as columns", 7, 7, undefined],
  ["more columns than rows", 7, 12, undefined],
  ["weights", 10, 4, [1, 2, 0, 3, 0.5, 1, 1, 0, 1, 4]],
  ["weights and more columns than rows", 6, 9, [1, 2, 0, 3, 0.5, 1]],
])("the fit is the one by definition: %s", (_, rows, inputs, weights) => {
  for (const seed of [1, 2, 3]) {
    const data = noisyRows(rows, inputs, seed, weights);
    const { W, b } = fitRidge(data);
    fitByDefinition(data).forEach((value, k) => expect([...W, ...b][k]).toBeCloseTo(value, 6));
  }
});

// One standardized column of n rows: A = n, so β = c / (n + λ).
test("without noise it is ordinary least squares", () => {
  const x = [1, 2, 3, 4, 5, 6];
  const fit = fitRidge(
    createDataset(
      x,
      x.map((value) => 3 * value + 2),
    ),
  );
  expect(fit.W[0]).toBeCloseTo(3, 6);
  expect(fit.b[0]).toBeCloseTo(2, 5);
});

test("columns that say nothing about the target get weights near 0: the error is not above that of the mean", () => {
  const [train, fresh] = [noisyRows(60, 50, 4), noisyRows(400, 50, 5)];
  const random = createRandom(6);
  const y = train.y.map(() => random.randn());
  const fit = fitRidge({ ...train, y });
  let [error, meanError] = [0, 0];
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  for (let i = 0; i < fresh.rows; i++) {
    const target = random.randn();
    const predicted = predict(fit, Array.from(fresh.x.subarray(i * 50, (i + 1) * 50)));
    error += (predicted - target) ** 2;
    meanError += (mean - target) ** 2;
  }
  expect(error / meanError).toBeLessThan(1.1);
});

describe("laws", () => {
  const shape = fc.record({
    rows: fc.integer({ min: 3, max: 20 }),
    inputs: fc.integer({ min: 1, max: 24 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  const check = (law: (data: Dataset, seed: number) => void) =>
    fc.assert(
      fc.property(shape, ({ rows, inputs, seed }) => law(noisyRows(rows, inputs, seed), seed)),
      { numRuns: 60 },
    );

  test("a row of weight 0 changes no bit", () => {
    check((data) => {
      const { rows, inputs } = data;
      const x = [...data.x.subarray(0, inputs), ...Array<number>(inputs).fill(1e6), ...data.x.subarray(inputs)];
      const y = [data.y[0], -1e9, ...data.y.subarray(1)];
      const weights = Float64Array.from({ length: rows + 1 }, (_, i) => (i === 1 ? 0 : 1));
      const longer = { ...data, rows: rows + 1, x: Float64Array.from(x), y: Float64Array.from(y), weights };
      expect(fitRidge(longer)).toEqual(fitRidge(data));
    });
  });

  test("the order of the rows does not matter", () => {
    check((data, seed) => {
      const order = createRandom(seed).permutation(data.rows);
      expectSameFit(fitRidge(takeRows(data, order)), fitRidge(data), 5);
    });
  });

  test("equal weights are the same as none", () => {
    check((data) => expectSameFit(fitRidge(data, new Float64Array(data.rows).fill(2.5)), fitRidge(data), 5));
  });

  test("a constant column gets weight 0 and changes nothing else", () => {
    check((data) => {
      const { rows, inputs } = data;
      const x = Array.from({ length: rows }, (_, i) => [...data.x.subarray(i * inputs, (i + 1) * inputs), 0.1]);
      const { W, b, error } = fitRidge({ ...data, inputs: inputs + 1, x: Float64Array.from(x.flat()) });
      expect(W[inputs]).toBeCloseTo(0, 12);
      expectSameFit({ W: W.subarray(0, inputs), b, error }, fitRidge(data), 5);
    });
  });

  test("the unit of a column does not matter", () => {
    check((data) => {
      const { inputs } = data;
      const scaled = data.x.map((value, k) => (k % inputs === 0 ? 1000 * value + 7 : value));
      const x = Array<number>(inputs).fill(0.5);
      const inNewUnit = [507, ...x.slice(1)];
      expect(predict(fitRidge({ ...data, x: scaled }), inNewUnit)).toBeCloseTo(predict(fitRidge(data), x), 5);
    });
  });

  test("the unit of the target does not matter", () => {
    check((data) => {
      const { W } = fitRidge({ ...data, y: data.y.map((value) => 1024 * value) });
      fitRidge(data).W.forEach((value, k) => expect(W[k] / 1024).toBeCloseTo(value, 5));
    });
  });

  test("duplicate columns share their weight", () => {
    check((data) => {
      const { rows, inputs } = data;
      const x = Array.from({ length: rows }, (_, i) => [
        data.x[i * inputs],
        ...data.x.subarray(i * inputs, (i + 1) * inputs),
      ]);
      const { W } = fitRidge({ ...data, inputs: inputs + 1, x: Float64Array.from(x.flat()) });
      expect(W[0]).toBeCloseTo(W[1], 5);
    });
  });
});
