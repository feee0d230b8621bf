import { expect, test } from "vitest";
import { searchLine, type LinePoint } from "./line-search.ts";

/** A line that records all evaluated distances. */
function lineOf(value: (t: number) => number, slope: (t: number) => number) {
  const looked: number[] = [];
  const look = (distance: number): LinePoint => {
    looked.push(distance);
    return { distance, value: value(distance), slope: slope(distance) };
  };
  const start: LinePoint = { distance: 0, value: value(0), slope: slope(0) };
  return { looked, look, start, search: (first: number) => searchLine(look, start, first) };
}

const isWolfe = (start: LinePoint, { distance, value, slope }: LinePoint) =>
  value <= start.value + 1e-4 * distance * start.slope && Math.abs(slope) <= 0.9 * Math.abs(start.slope);

const lines: [name: string, value: (t: number) => number, slope: (t: number) => number][] = [
  ["a parabola", (t) => (t - 1) ** 2, (t) => 2 * (t - 1)],
  ["a parabola far away", (t) => (t - 1000) ** 2, (t) => 2 * (t - 1000)],
  ["a parabola very near", (t) => (t - 1e-5) ** 2, (t) => 2 * (t - 1e-5)],
  // More and Thuente (1994), equation 5.1: falls almost straight to √2 and rises again.
  ["a bend", (t) => -t / (t * t + 2), (t) => (t * t - 2) / (t * t + 2) ** 2],
  ["waves", (t) => Math.sin(5 * t) / 5 - 2 * t + t * t, (t) => Math.cos(5 * t) - 2 + 2 * t],
  ["a wall", (t) => (t < 2 ? -t - Math.log(2 - t) / 3 : NaN), (t) => (t < 2 ? -1 + 1 / (2 - t) / 3 : NaN)],
  ["a quartic", (t) => (t * t - 4) ** 2 - t, (t) => 4 * t * (t * t - 4) - 1],
];

test.each(lines)("along %s it finds a point with both Wolfe conditions, from any first distance", (_, value, slope) => {
  for (const first of [1e-6, 0.01, 1, 1.9, 100, 1e6]) {
    const { start, search, looked } = lineOf(value, slope);
    const found = search(first);
    expect(looked[0]).toBe(first);
    expect(looked.length).toBeLessThanOrEqual(20);
    expect(found && isWolfe(start, found)).toBe(true);
  }
});

test("an acceptable first distance is the only one evaluated", () => {
  const { search, looked } = lineOf(
    (t) => (t - 1) ** 2,
    (t) => 2 * (t - 1),
  );
  expect(search(0.5)).toEqual({ distance: 0.5, value: 0.25, slope: -1 });
  expect(looked).toEqual([0.5]);
});

test("for a cubic, the second point is its minimum", () => {
  // φ = t³ − 3t falls from 0 to 1, with φ′(0) = −3; at 3, φ = 18.
  const { search, looked } = lineOf(
    (t) => t ** 3 - 3 * t,
    (t) => 3 * t * t - 3,
  );
  expect(search(3)?.distance).toBeCloseTo(1, 14);
  expect(looked).toHaveLength(2);
});

test("if the slope never flattens, it goes far and takes the last and lowest point", () => {
  const { search, looked } = lineOf(
    (t) => -t,
    () => -1,
  );
  const found = search(1);
  expect(looked).toHaveLength(20);
  expect(found?.distance).toBe(looked[19]);
});

test("at a kink, where no point is flat, it takes a lower one", () => {
  const { search, looked, start } = lineOf(
    (t) => Math.abs(t - 0.3),
    (t) => Math.sign(t - 0.3),
  );
  const found = search(1);
  expect(looked).toHaveLength(20);
  expect(found?.value).toBeLessThan(0.01);
  expect(found && isWolfe(start, found)).toBe(false);
});

test("if every point is higher or NaN, it finds none", () => {
  expect(
    lineOf(
      (t) => (t === 0 ? 0 : 1 + t),
      () => -1,
    ).search(1),
  ).toBeUndefined();
  expect(
    lineOf(
      (t) => (t === 0 ? 0 : NaN),
      (t) => (t === 0 ? -1 : NaN),
    ).search(1),
  ).toBeUndefined();
  expect(
    lineOf(
      (t) => (t === 0 ? 0 : -Infinity),
      () => -1,
    ).search(1),
  ).toBeUndefined();
});

test("it stops early when the possible gain is below the precision of the objective", () => {
  const { search, looked } = lineOf(
    (t) => 1 + 1e-9 * t,
    () => -1e-20,
  );
  expect(search(1)).toBeUndefined();
  expect(looked).toEqual([1]);
});
