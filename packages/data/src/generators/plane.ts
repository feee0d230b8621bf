/** Points of the plane become a dataset: their two coordinates and a target. */
import { createDataset, createRandom, type Dataset, type Random } from "@epochal/core";
import type { SampleOptions } from "./formula.ts";

/** The coordinates of a point and its target. */
export type PlanePoint = readonly [x1: number, x2: number, y: number];

/**
 * `size` points of two classes, the first half of class 0, with noise on both coordinates.
 *
 * @param place a point of a class without noise. `share` is its place in its class, from 0 to below 1.
 * @throws RangeError when an option is out of range.
 */
export function twoClasses(
  place: (share: number, isSecond: boolean) => readonly [x1: number, x2: number],
  { size = 200, noise = 0.1, seed = 0 }: SampleOptions,
): Dataset {
  const half = Math.ceil(size / 2);
  return samplePlane(size, noise, seed, (random, i) => {
    const isSecond = i >= half;
    const share = isSecond ? (i - half) / (size - half) : i / half;
    const [x1, x2] = place(share, isSecond);
    return [x1 + noise * random.randn(), x2 + noise * random.randn(), Number(isSecond)];
  });
}

/** @throws RangeError when an option is out of range. */
export function samplePlane(
  size: number,
  noise: number,
  seed: number,
  point: (random: Random, i: number) => PlanePoint,
): Dataset {
  if (!Number.isInteger(size) || size < 2)
    throw new RangeError(`samplePlane: expected size to be an integer ≥ 2, got ${size}`);
  if (!(noise >= 0 && noise < Infinity))
    throw new RangeError(`samplePlane: expected noise to be a number ≥ 0, got ${noise}`);
  const random = createRandom(seed);
  const points = Array.from({ length: size }, (_, i) => point(random, i));
  return createDataset(
    points.map(([x1, x2]) => [x1, x2]),
    points.map(([, , y]) => y),
  );
}
