/** Step length along a descent direction. Nocedal and Wright, Numerical Optimization (2006), section 3.5. */

/** A point on the line: its distance t from the start, the objective φ(t), and the slope φ′(t) along the line. */
export interface LinePoint {
  readonly distance: number;
  readonly value: number;
  readonly slope: number;
}

/** c₁: the fraction of the decrease predicted by the first slope that must be achieved. */
const DECREASE = 1e-4;

/** c₂: the fraction of the first slope that may remain. Loose, since along a good direction the first trial point is good. */
const CURVATURE = 0.9;

/** Trial points before the search settles for the best found. */
const MAX_POINTS = 20;

/**
 * A point that satisfies the strong Wolfe conditions, φ(t) ≤ φ(0) + c₁·t·φ′(0) and |φ′(t)| ≤ c₂·|φ′(0)|: algorithm 3.5.
 * If 20 points are not enough, the best that satisfies the first condition; undefined if there was none.
 *
 * @param evaluate the point at a distance > 0; its value and slope may be infinite or NaN.
 * @param start the point at distance 0; its slope is < 0.
 * @param first the first trial distance, > 0.
 */
export function searchLine(
  evaluate: (distance: number) => LinePoint,
  start: LinePoint,
  first: number,
): LinePoint | undefined {
  let previous = start;
  let distance = first;
  for (let remaining = MAX_POINTS - 1; remaining >= 0; remaining--) {
    const point = evaluate(distance);
    if (!isLowEnough(point) || (previous !== start && point.value >= previous.value))
      return zoom(previous, point, remaining);
    if (isFlatEnough(point)) return point;
    if (point.slope >= 0) return zoom(point, previous, remaining);
    distance = clamp(cubicMinimizer(previous, point) ?? Infinity, 2 * distance, 10 * distance);
    previous = point;
  }
  return previous;

  /** Algorithm 3.6: the interval from `low`, the lowest sufficiently low point, to `end` contains an acceptable one. */
  function zoom(low: LinePoint, end: LinePoint, maxPoints: number): LinePoint | undefined {
    for (let i = 0; i < maxPoints; i++) {
      const width = end.distance - low.distance;
      // The possible gain is below the objective's last bit: near a minimum, no better point can be found.
      if (Math.abs(low.slope * width) < Number.EPSILON * Math.abs(low.value)) break;
      // The minimizer of the cubic, at least a tenth of the interval from both ends, so that the interval shrinks.
      const minimizer = cubicMinimizer(low, end) ?? low.distance;
      const point = evaluate(low.distance + width * clamp((minimizer - low.distance) / width, 0.1, 0.9));
      if (!isLowEnough(point) || point.value >= low.value) {
        end = point;
        continue;
      }
      if (isFlatEnough(point)) return point;
      if (point.slope * width >= 0) end = low;
      low = point;
    }
    return low === start ? undefined : low;
  }

  function isLowEnough({ distance, value, slope }: LinePoint): boolean {
    const isFinite = Number.isFinite(value) && Number.isFinite(slope);
    return isFinite && value <= start.value + DECREASE * distance * start.slope;
  }

  function isFlatEnough({ slope }: LinePoint): boolean {
    return Math.abs(slope) <= CURVATURE * Math.abs(start.slope);
  }
}

/**
 * The minimizer of the cubic that interpolates two points and their slopes: equation 3.59. Undefined if the cubic has no
 * minimum, or a point is not finite.
 */
function cubicMinimizer(a: LinePoint, b: LinePoint): number | undefined {
  const width = b.distance - a.distance;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const minimizer = b.distance - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  return Number.isNaN(minimizer) ? undefined : minimizer;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
