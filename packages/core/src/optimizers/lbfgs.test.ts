import { expect, test } from "vitest";
import { lbfgs } from "./lbfgs.ts";

/** Returns the value at θ and writes its derivatives. */
type Problem = (theta: Float64Array, g: Float64Array) => number;

/** f = ½·Σ cᵢ·θᵢ² */
const bowl =
  (...c: number[]): Problem =>
  (theta, g) => {
    c.forEach((factor, i) => (g[i] = factor * theta[i]));
    return c.reduce((sum, factor, i) => sum + 0.5 * factor * theta[i] * theta[i], 0);
  };

/** Rosenbrock's valley: f = (1 − x)² + 100·(y − x²)². */
const valley: Problem = (theta, g) => {
  const [x, y] = theta;
  g[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  g[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

/** An optimizer at a point of a problem; `update` returns the number of evaluations. */
function descend(problem: Problem, from: readonly number[]) {
  const theta = Float64Array.from(from);
  const g = new Float64Array(theta.length);
  const state = new Float64Array(lbfgs.slots * theta.length + lbfgs.scalars!);
  let step = 0;
  return {
    theta,
    g,
    state,
    update(learningRate = 1): number {
      problem(theta, g);
      let evaluations = 0;
      lbfgs.update(theta, g, state, ++step, { learningRate }, () => {
        evaluations += 1;
        return problem(theta, g);
      });
      return evaluations;
    },
  };
}

type Matrix = number[][];
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    b[0].map((_, j) =>
      dot(
        row,
        b.map((r) => r[j]),
      ),
    ),
  );
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0);

/**
 * BFGS as a matrix, from its definition: H ← (I − ρ·s·yᵀ)·H·(I − ρ·y·sᵀ) + ρ·s·sᵀ over the steps from the oldest to the newest,
 * from H = I · s·y / y·y of the newest. The optimizer never has this matrix; returns −H·g.
 */
function matrixDirection(steps: readonly { s: number[]; y: number[] }[], g: readonly number[]): number[] {
  const { s: newestS, y: newestY } = steps.at(-1)!;
  const scale = dot(newestS, newestY) / dot(newestY, newestY);
  let H: Matrix = g.map((_, i) => g.map((__, j) => (i === j ? scale : 0)));
  for (const { s, y } of steps) {
    const rho = 1 / dot(s, y);
    const left = s.map((si, i) => y.map((yj, j) => (i === j ? 1 : 0) - rho * si * yj));
    const right = y.map((yi, i) => s.map((sj, j) => (i === j ? 1 : 0) - rho * yi * sj));
    H = times(times(left, H), right).map((row, i) => row.map((h, j) => h + rho * s[i] * s[j]));
  }
  return H.map((row) => -dot(row, g));
}

test("its first three steps, by hand", () => {
  // f = ½·(x² + 2·y²) from (3, 2): g = (3, 4) has the length 5, and the first step is shortened to the length 1.
  // (3, 2) − (3, 4)/5 = (2.4, 1.2), where g = (2.4, 2.4): lower, and flat enough, since g·d = −3.36 of −5 is left.
  const run = descend(bowl(1, 2), [3, 2]);
  expect(run.update()).toBe(2); // the start and the first trial point
  expect(run.theta[0]).toBeCloseTo(2.4, 14);
  expect(run.theta[1]).toBeCloseTo(1.2, 14);
  expect(Array.from(run.g)).toEqual([3, 4]); // as every optimizer leaves them

  const first = { s: [-0.6, -0.8], y: [-0.6, -1.6] };
  const d2 = matrixDirection([first], [2.4, 2.4]);
  expect(run.update()).toBe(2);
  expect(run.theta[0]).toBeCloseTo(2.4 + d2[0], 13);
  expect(run.theta[1]).toBeCloseTo(1.2 + d2[1], 13);

  const [x, y] = [2.4 + d2[0], 1.2 + d2[1]];
  const d3 = matrixDirection([first, { s: d2, y: [d2[0], 2 * d2[1]] }], [x, 2 * y]);
  expect(run.update()).toBe(2);
  expect(run.theta[0]).toBeCloseTo(x + d3[0], 13);
  expect(run.theta[1]).toBeCloseTo(y + d3[1], 13);
});

test("each step has the direction of the matrix from the last 10 steps", () => {
  const problem = bowl(1, 2, 4, 7, 11, 16, 22, 29, 37, 46, 56, 67, 79, 92);
  const run = descend(
    problem,
    Array.from({ length: 14 }, (_, i) => 1 + (i % 3)),
  );
  /** The gradient before an update, and how it and the parameters changed. */
  const step = () => {
    const before = run.theta.slice();
    run.update();
    const g = Array.from(run.g);
    problem(run.theta, run.g);
    return { g, s: Array.from(run.theta, (to, i) => to - before[i]), y: Array.from(run.g, (to, i) => to - g[i]) };
  };
  /** 0 for vectors of the same direction. */
  const angle = (a: number[], b: number[]) => 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

  const steps = [step()];
  const differences = [];
  for (let k = 1; k < 16; k++) {
    const { g, s, y } = step();
    expect(angle(s, matrixDirection(steps.slice(-10), g))).toBeLessThan(1e-9);
    differences.push(angle(s, matrixDirection(steps, g)));
    steps.push({ g, s, y });
  }
  // A longer history gives a different direction.
  expect(Math.max(...differences)).toBeGreaterThan(1e-6);
});

test.each([1, 0.01, 100])(
  "it finds the minimum of Rosenbrock's valley, from a first distance of %d",
  (learningRate) => {
    const run = descend(valley, [-1.2, 1]);
    for (let step = 0; step < 60; step++) run.update(learningRate);
    expect(Math.abs(run.theta[0] - 1)).toBeLessThan(1e-10);
    expect(Math.abs(run.theta[1] - 1)).toBeLessThan(1e-10);
  },
);

test("every step down the valley satisfies the strong Wolfe conditions", () => {
  const run = descend(valley, [-1.2, 1]);
  const after = new Float64Array(2);
  for (let step = 0; step < 30; step++) {
    const before = run.theta.slice();
    const value = valley(before, new Float64Array(2));
    run.update();
    const s = run.theta.map((to, i) => to - before[i]);
    const slope = dot(s, run.g);
    expect(slope).toBeLessThan(0);
    expect(valley(run.theta, after)).toBeLessThanOrEqual(value + 1e-4 * slope);
    expect(Math.abs(dot(s, after))).toBeLessThanOrEqual(0.9 * Math.abs(slope));
  }
});

test("a step along which the slope falls is taken but not stored", () => {
  // f = −½·x² − x, on which no search can end: the slope falls forever.
  const run = descend(
    (theta, g) => {
      g[0] = -theta[0] - 1;
      return -0.5 * theta[0] ** 2 - theta[0];
    },
    [0],
  );
  run.update();
  expect(run.theta[0]).toBeGreaterThan(0);
  expect(run.state.every((number) => number === 0)).toBe(true);
});

test("if no point is lower, it keeps the parameters, drops its steps, and starts again", () => {
  const run = descend(bowl(1, 3), [3, 2]);
  run.update();
  run.update();
  expect(run.state.some((number) => number !== 0)).toBe(true);

  const start = run.theta.slice();
  let height = 0;
  lbfgs.update(run.theta, run.g, run.state, 3, { learningRate: 1 }, () => {
    bowl(1, 3)(run.theta, run.g);
    return height++;
  });
  expect(run.theta).toEqual(start);
  expect(run.state.every((number) => number === 0)).toBe(true);

  for (let step = 0; step < 20; step++) run.update();
  expect(Math.hypot(...run.theta)).toBeLessThan(1e-8);
});

test("it stays at a minimum", () => {
  const run = descend(bowl(1, 2), [0, 0]);
  expect(run.update()).toBe(1);
  expect(run.theta).toEqual(Float64Array.of(0, 0));
});

test("from finite parameters, parameters and state stay finite", () => {
  const steep: Problem = (theta, g) => {
    g[0] = Math.exp(theta[0]) - 1e150 / theta[0] ** 2;
    return Math.exp(theta[0]) + 1e150 / theta[0];
  };
  for (const problem of [steep, bowl(1e300), bowl(1e-300), bowl(NaN), bowl(1e200, 1e-200)]) {
    for (const from of [1e-150, 1, 700, 1e150, 1e300]) {
      for (const learningRate of [1e-300, 1, 1e300]) {
        const run = descend(problem, [from, from]);
        for (let step = 0; step < 20; step++) {
          run.update(learningRate);
          expect(run.theta.every(Number.isFinite)).toBe(true);
          expect(run.state.every(Number.isFinite)).toBe(true);
        }
      }
    }
  }
});
