import fc from "fast-check";
import { expect, test } from "vitest";
import fixture from "../test/fixtures/random.json" with { type: "json" };
import { createRandom, seedsOf, type Random } from "./random.ts";

type Draw = (typeof fixture.cases)[number]["draws"][number];

function draw(random: Random, { kind, count }: Pick<Draw, "kind" | "count">): number[] {
  if (kind === "permutation") return Array.from(random.permutation(count));
  const values = Array.from({ length: count }, () => (kind === "randn" ? random.randn() : random.rand()));
  return kind === "skip" ? [] : values;
}

test.each(fixture.cases)("seed $seed draws the same numbers as NumPy, in any mix of functions", ({ seed, draws }) => {
  const random = createRandom(seed);
  for (const expected of draws) {
    const values = draw(random, expected);
    expect(values).toHaveLength(expected.values.length);
    for (const [i, value] of values.entries()) {
      // The logarithm in randn may differ by an ulp between engines; everything else is exact.
      const tolerance = expected.kind === "randn" ? 1e-15 * Math.abs(expected.values[i]) : 0;
      expect(Math.abs(value - expected.values[i])).toBeLessThanOrEqual(tolerance);
    }
  }
});

test("a single seed and a list of that seed give different streams", () => {
  const first = [42, [42], [42, 0], [42, 1], [1, 42]].map((seed) => createRandom(seed).rand());
  expect(new Set(first).size).toBe(first.length);
});

test("integers take every value from 0 to max, and no other", () => {
  const random = createRandom(3);
  for (const max of [0, 1, 2, 6, 7, 8]) {
    const drawn = new Set(Array.from({ length: 400 }, () => random.integer(max)));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual(Array.from({ length: max + 1 }, (_, i) => i));
  }
});

test("integers use all 32 bits", () => {
  const random = createRandom(3);
  const drawn = Array.from({ length: 100 }, () => random.integer(0xffffffff));
  expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff)).toBe(true);
  expect(Math.max(...drawn)).toBeGreaterThan(2 ** 31);
});

test("a permutation contains each number once", () => {
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fc.nat(), (n, seed) => {
      const order = createRandom(seed).permutation(n);
      expect(Array.from(order.toSorted())).toEqual(Array.from({ length: n }, (_, i) => i));
    }),
  );
});

test.each([-1, 1.5, 4294967296, Number.NaN, Infinity])("seed %d is rejected", (seed) => {
  const message = `createRandom: expected an integer seed from 0 to 4294967295, got ${seed}`;
  expect(() => createRandom(seed)).toThrow(new RangeError(message));
  expect(() => createRandom([1, seed])).toThrow(new RangeError(message));
});

test("an empty list of seeds is rejected", () => {
  expect(() => createRandom([])).toThrow(
    new RangeError("createRandom: expected an integer seed from 0 to 4294967295, got undefined"),
  );
});

test("a count beyond 32 bits gives seeds as well, different ones for each", () => {
  expect(seedsOf(0xffffffff)).toEqual([0xffffffff]);
  expect(seedsOf(Number.MAX_SAFE_INTEGER)).toEqual([0xffffffff, 0x1fffff]);
  const draws = [0, 1, 0xffffffff, 0x100000000, 0x100000001, 0x200000000].map((count) =>
    createRandom([1, 2, ...seedsOf(count)]).rand(),
  );
  expect(new Set(draws).size).toBe(6);
});
