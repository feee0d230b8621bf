import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeries, type Bucket, type Series } from "./series.ts";

function bucketsOf(series: Series): Bucket[] {
  return Array.from({ length: series.length }, (_, i) => series.bucket(i)).filter((bucket) => bucket !== undefined);
}

test("each value has its own bucket while there is room", () => {
  const series = createSeries(4);
  [5, 3, 4].forEach((value, epoch) => series.push(epoch, value));
  expect(bucketsOf(series).map(({ from, min, max, last }) => [from, min, max, last])).toEqual([
    [0, 5, 5, 5],
    [1, 3, 3, 3],
    [2, 4, 4, 4],
  ]);
});

test("when the series is full, two buckets become one with the smallest, the largest and the last value of both", () => {
  const series = createSeries(4);
  [1, 9, 5, 4, 7].forEach((value, epoch) => series.push(epoch, value));
  expect(series.width).toBe(2);
  expect(bucketsOf(series).map(({ from, to, min, max, last }) => [from, to, min, max, last])).toEqual([
    [0, 2, 1, 9, 9],
    [2, 4, 4, 5, 4],
    [4, 6, 7, 7, 7],
  ]);
});

test("a million epochs fit into the capacity, and a single spike among them stays", () => {
  const series = createSeries(64);
  for (let epoch = 1; epoch <= 1_000_000; epoch++) series.push(epoch, epoch === 123_456 ? 1000 : 1);
  expect(series.length).toBeLessThanOrEqual(64);
  const spike = bucketsOf(series).filter(({ max }) => max === 1000);
  expect(spike).toHaveLength(1);
  expect(spike[0]!.from).toBeLessThanOrEqual(123_456);
  expect(spike[0]!.to).toBeGreaterThan(123_456);
});

test("buckets agree with a plain list of the values", () => {
  // Adding 0 makes 0 of −0, which Math.min and a comparison see differently.
  const values = fc.array(
    fc.oneof(
      fc.double({ noNaN: true }).map((value) => value + 0),
      fc.constant(NaN),
    ),
    { minLength: 1, maxLength: 100 },
  );
  fc.assert(
    fc.property(values, (list) => {
      const series = createSeries(8);
      list.forEach((value, epoch) => series.push(epoch, value));
      for (const { from, to, min, max, last, hasNonFinite } of bucketsOf(series)) {
        const inside = list.slice(from, to);
        const finite = inside.filter(Number.isFinite);
        expect(hasNonFinite).toBe(finite.length < inside.length);
        expect([min, max, last]).toEqual(
          finite.length === 0 ? [NaN, NaN, NaN] : [Math.min(...finite), Math.max(...finite), finite.at(-1)],
        );
      }
      const finite = list.filter(Number.isFinite);
      expect(series.range).toEqual(
        finite.length === 0 ? undefined : { min: Math.min(...finite), max: Math.max(...finite) },
      );
      expect(series.nonFiniteCount).toBe(list.length - finite.length);
      const value = Math.min(...finite);
      expect(series.lowest()).toEqual(finite.length === 0 ? undefined : { value, epoch: list.indexOf(value) });
    }),
  );
});

test("pushing an earlier epoch drops what came after it", () => {
  const series = createSeries(8);
  [1, 2, 3, 40].forEach((value, epoch) => series.push(epoch, value));
  series.push(2, 5);
  expect(bucketsOf(series).map(({ last }) => last)).toEqual([1, 2, 5]);
  expect(series.range).toEqual({ min: 1, max: 5 });
});

test("missing epochs leave gaps", () => {
  const series = createSeries(8);
  series.push(0, 1);
  series.push(5, 2);
  expect(series.bucket(3)).toBeUndefined();
  expect(bucketsOf(series).map(({ from }) => from)).toEqual([0, 5]);
});

test("the lowest value is that of the epochs not dropped, even if a bucket is dropped in part", () => {
  const series = createSeries(8);
  for (let epoch = 0; epoch < 16; epoch++) series.push(epoch, epoch === 10 ? 1 : 20 - epoch);
  expect(series.width).toBe(2);
  series.truncate(11);
  expect(series.lowest()).toEqual({ value: 1, epoch: 10 });
  series.truncate(10);
  expect(series.lowest()).toEqual({ value: 11, epoch: 9 });
});

test("visits the same buckets, and finds the extent of whole buckets", () => {
  const series = createSeries(4);
  for (const [epoch, value] of [5, NaN, 4, NaN, NaN, NaN, 7].entries()) if (epoch !== 1) series.push(epoch, value);
  const visited: number[][] = [];
  series.visit(-1, 99, (...fields) => visited.push(fields));
  expect(visited).toEqual(bucketsOf(series).map(({ from, min, max, last }) => [from, min, max, last]));
  expect(visited).toEqual([
    [0, 5, 5, 5],
    [2, 4, 4, 4],
    [4, NaN, NaN, NaN],
    [6, 7, 7, 7],
  ]);
  expect(series.extentWithin({ min: 0, max: 5 })).toEqual({ min: 4, max: 5 });
  expect(series.extentWithin({ min: 3, max: 99 })).toEqual({ min: 4, max: 7 });
  expect(series.extentWithin({ min: 4, max: 5 })).toBeUndefined();
});
