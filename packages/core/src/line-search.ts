/** How far to go along a line that leads downhill. Nocedal and Wright, Numerical Optimization (2006), section 3.5. */

/** A place on the line: its distance from the start, the objective φ there, and the slope φ′ along the line. */
export interface LinePoint {
  readonly distance: number;
  readonly value: number;
  readonly slope: number;
}

/** c₁: the part of the decrease promised by the first slope that must be kept. */
const DECREASE = 1e-4;

/** c₂: the part of the first slope that may be left. Loose, since along a good direction the first place tried is good. */
const CURVATURE = 0.9;

/** Places looked at before the search makes do with what it has. */
const MAX_POINTS = 20;

/**
 * A place that satisfies the strong Wolfe conditions, φ(t) ≤ φ(0) + c₁·t·φ′(0) and |φ′(t)| ≤ c₂·|φ′(0)|: algorithm 3.5.
 * Where 20 places are not enough, the best that satisfies the first condition; undefined where there was none.
 *
 * @param evaluate  the place at a distance > 0; neither its value nor its slope needs to be finite.
 * @param start the place at distance 0; its slope is < 0.
 * @param first the distance tried first, > 0.
 */
export function searchLine(
  evaluate: (distance: number) => LinePoint,
  start: LinePoint,
  first: number,
): LinePoint | undefined {
  let before = start;
  let distance = first;
  for (let left = MAX_POINTS - 1; left >= 0; left--) {
    const here = evaluate(distance);
    if (!isLowEnough(here) || (before !== start && here.value >= before.value)) return zoom(before, here, left);
    if (isFlatEnough(here)) return here;
    if (here.slope >= 0) return zoom(here, before, left);
    distance = clamp(cubicMinimizer(before, here) ?? Infinity, 2 * distance, 10 * distance);
    before = here;
  }
  return before;

  /** Algorithm 3.6: the interval from `low`, the lowest place that is low enough, to `end` holds what we want. */
  function zoom(low: LinePoint, end: LinePoint, most: number): LinePoint | undefined {
    for (let i = 0; i < most; i++) {
      const width = end.distance - low.distance;
      // What could still be gained is less than the objective's last bit: near a minimum there is no more to find.
      if (Math.abs(low.slope * width) < Number.EPSILON * Math.abs(low.value)) break;
      // Where the cubic is lowest, but at least a tenth of the interval away from both ends, so that it shrinks.
      const valley = cubicMinimizer(low, end) ?? low.distance;
      const here = evaluate(low.distance + width * clamp((valley - low.distance) / width, 0.1, 0.9));
      if (!isLowEnough(here) || here.value >= low.value) {
        end = here;
        continue;
      }
      if (isFlatEnough(here)) return here;
      if (here.slope * width >= 0) end = low;
      low = here;
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
 * Where the cubic through two places, with their slopes, is lowest: equation 3.59. Undefined where it falls for ever, or
 * a place is not finite.
 */
function cubicMinimizer(a: LinePoint, b: LinePoint): number | undefined {
  const width = b.distance - a.distance;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const valley = b.distance - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  return Number.isNaN(valley) ? undefined : valley;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
