/** A formula becomes a dataset: random points with noise on their values. */
import { createDataset, createRandom, type Dataset } from "@epochal/core";

/** Size, noise and seed of a generated dataset. */
export interface SampleOptions {
  /** Number of points, ≥ 1. Default 100. */
  readonly size?: number;
  /** Standard deviation of the normal noise on y, in its unit, ≥ 0. Default 0.1. */
  readonly noise?: number;
  /** The same seed draws the same points. Default 0. */
  readonly seed?: number;
}

/**
 * Points (x, f(x) + noise) with x uniform in [from, to): every x is drawn before the first noise.
 *
 * @throws RangeError when an option is out of range or f returns a number that is not finite.
 */
export function formula(
  f: (x: number) => number,
  { from = 0, to = 1, size = 100, noise = 0.1, seed = 0 }: SampleOptions & { from?: number; to?: number } = {},
): Dataset {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`formula: expected size to be an integer ≥ 1, got ${size}`);
  if (!(noise >= 0 && noise < Infinity))
    throw new RangeError(`formula: expected noise to be a number ≥ 0, got ${noise}`);
  if (!(to > from && to - from < Infinity)) throw new RangeError(`formula: expected from < to, got ${from} and ${to}`);
  const random = createRandom(seed);
  const x = Array.from({ length: size }, () => from + (to - from) * random.rand());
  const y = x.map((value) => f(value) + noise * random.randn());
  return createDataset(x, y);
}
