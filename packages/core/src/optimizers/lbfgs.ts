import type { Vector } from "../vector.ts";
import { searchLine, type LinePoint } from "../line-search.ts";
import type { Optimizer } from "./optimizer.ts";

/** Number of stored steps. */
const HISTORY_SIZE = 10;

/**
 * Limited-memory BFGS: θ ← θ − t·H·g, where H approximates the inverse Hessian from the last 10 steps, and the distance t
 * satisfies the strong Wolfe conditions. A few large steps instead of many small ones: the best choice for a small
 * network on the full batch. The learning rate is the first t tried; there is rarely a reason to change it.
 *
 * An update evaluates two points or more, all on the same batch: it works with small batches, but poorly. Gradients are
 * not clipped, since the line search needs them unchanged. If the search finds no lower point, the parameters stay
 * unchanged and the stored steps are dropped.
 * Nocedal and Wright, Numerical Optimization (2006), algorithm 7.5.
 */
export const lbfgs: Optimizer<{ learningRate: number }> = {
  defaults: { learningRate: 1 },
  /** s = θ′ − θ of each step, then y = g′ − g of each. */
  slots: 2 * HISTORY_SIZE,
  /** ρ = 1 / s·y of each step, then the number of steps stored so far; a new step replaces the oldest. */
  scalars: HISTORY_SIZE + 1,
  update(parameters, gradients, state, _step, { learningRate }, evaluate) {
    if (learningRate === 0) return;
    const value = evaluate();
    const theta = parameters.slice();
    const g = gradients.slice();

    let d = descentDirection(g, storedSteps(state, g.length));
    if (!isDescent(dot(d, g))) {
      state.fill(0);
      d = descentDirection(g, []);
    }
    const start: LinePoint = { distance: 0, value, slope: dot(d, g) };
    // Not finite, or flat: there is no descent.
    if (!Number.isFinite(value) || !isDescent(start.slope)) return;

    let last = start;
    const evaluateAt = (distance: number) => {
      for (let i = 0; i < d.length; i++) parameters[i] = theta[i] + distance * d[i];
      last = { distance, value: evaluate(), slope: dot(d, gradients) };
      return last;
    };
    const found = searchLine(evaluateAt, start, learningRate);
    if (found) {
      if (found !== last) evaluateAt(found.distance);
      storeStep(state, difference(parameters, theta), difference(gradients, g));
    } else {
      state.fill(0);
      parameters.set(theta);
    }
    gradients.set(g); // the gradients from before the update, as `Optimizer` requires
  },
};

/** A stored step, as a view of the state. */
interface Step {
  readonly s: Vector;
  readonly y: Vector;
  readonly rho: number;
}

/** The stored steps, from the newest to the oldest. */
function storedSteps(state: Vector, n: number): Step[] {
  const slot = (index: number) => state.subarray(index * n, (index + 1) * n);
  const scalars = state.subarray(2 * HISTORY_SIZE * n);
  const stored = scalars[HISTORY_SIZE];
  return Array.from({ length: Math.min(stored, HISTORY_SIZE) }, (_, age) => {
    const index = (stored - 1 - age) % HISTORY_SIZE;
    return { s: slot(index), y: slot(HISTORY_SIZE + index), rho: scalars[index] };
  });
}

/** Stores a step, unless the slope did not rise measurably along it: H would no longer be positive definite. */
function storeStep(state: Vector, s: Vector, y: Vector): void {
  const n = s.length;
  const rho = 1 / dot(s, y);
  if (!(rho > 0 && rho * Number.EPSILON * dot(y, y) < 1)) return;
  const scalars = state.subarray(2 * HISTORY_SIZE * n);
  const index = scalars[HISTORY_SIZE] % HISTORY_SIZE;
  state.set(s, index * n);
  state.set(y, (HISTORY_SIZE + index) * n);
  scalars[index] = rho;
  scalars[HISTORY_SIZE] += 1;
}

/**
 * −H·g: algorithm 7.4. H starts from a multiple of the identity: that of the newest step (equation 7.20), or, before the
 * first step, one that limits the length of the step to 1.
 */
function descentDirection(g: Vector, steps: readonly Step[]): Vector {
  const d = g.map((gradient) => -gradient);
  const alphas = steps.map(({ s, y, rho }) => {
    const alpha = rho * dot(s, d);
    add(d, -alpha, y);
    return alpha;
  });
  const [newest] = steps;
  const scale = newest ? 1 / (newest.rho * dot(newest.y, newest.y)) : Math.min(1, 1 / Math.sqrt(dot(g, g)));
  for (let i = 0; i < d.length; i++) d[i] *= scale;
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k];
    add(d, alphas[k] - rho * dot(y, d), s);
  }
  return d;
}

function isDescent(slope: number): boolean {
  return slope < 0 && slope > -Infinity;
}

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** out += factor · a */
function add(out: Vector, factor: number, a: Vector): void {
  for (let i = 0; i < out.length; i++) out[i] += factor * a[i];
}

function difference(a: Vector, b: Vector): Vector {
  return a.map((value, i) => value - b[i]);
}
