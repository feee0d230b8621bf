/** A formula becomes a dataset: points drawn by chance, with noise on what the formula says of them. */
import { createDataset, createRandom, type Dataset } from "@epochal/core";

/** How many points are drawn of a formula, and how exactly. */
export interface SampleOptions {
  /** Points, ≥ 1. Default 100. */
  readonly size?: number;
  /** Standard deviation of the normal noise on y, in its unit, ≥ 0. Default 0.1. */
  readonly noise?: number;
  /** The same seed draws the same points. Default 0. */
  readonly seed?: number;
}

/**
 * Points (x, f(x) + noise) with x uniform in [from, to): first every x is drawn, then every noise.
 *
 * @throws RangeError when an option makes no sense or f says something that is not a finite number.
 */
export function formula(
  f: (x: number) => number,
  {
    from = 0,
    to = 1,
    size = 100,
    noise = 0.1,
    seed = 0,
  }: SampleOptions & { readonly from?: number; readonly to?: number } = {},
): Dataset {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`formula: expected size to be an integer ≥ 1, got ${size}`);
  if (!(noise >= 0 && noise < Infinity))
    throw new RangeError(`formula: expected noise to be a number ≥ 0, got ${noise}`);
  if (!(to > from && to - from < Infinity)) throw new RangeError(`formula: expected from < to, got ${from} and ${to}`);
  const random = createRandom(seed);
  const x = Array.from({ length: size }, () => from + (to - from) * random.rand());
  return createDataset(
    x,
    x.map((value) => f(value) + noise * random.randn()),
  );
}
