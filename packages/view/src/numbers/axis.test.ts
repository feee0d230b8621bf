import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseAxis, epochAxis, exactAxis, onRows, linearAxis, logAxis } from "./axis.ts";

const labels = (axis: { ticks: readonly { label: string }[] }) => axis.ticks.map(({ label }) => label);

test("ticks of a linear axis are round numbers that end at its bounds", () => {
  expect(labels(linearAxis({ min: 0.3, max: 9.1 }))).toEqual(["0", "2", "4", "6", "8", "10"]);
  expect(labels(linearAxis({ min: -1.3, max: 1.1 }))).toEqual(["-2", "-1", "0", "1", "2"]);
  expect(labels(linearAxis({ min: 0.02, max: 0.09 }, 5))).toEqual(["0.02", "0.04", "0.06", "0.08", "0.10"]);
});

test("ticks of an exact axis lie inside its bounds", () => {
  const axis = exactAxis({ min: -2.3, max: 2.3 }, 5);
  expect([axis.min, axis.max]).toEqual([-2.3, 2.3]);
  expect(labels(axis)).toEqual(["-2", "-1", "0", "1", "2"]);
});

test("ticks of a logarithmic axis are powers of ten, or 1, 2, 5 and 1, 3 times them if there is room", () => {
  expect(labels(logAxis({ min: 0.0091, max: 41.5 }, 6))).toEqual(["0.01", "0.1", "1", "10"]);
  expect(labels(logAxis({ min: 0.3, max: 18 }, 6))).toEqual(["0.3", "1", "3", "10"]);
  expect(labels(logAxis({ min: 1, max: 9 }, 6))).toEqual(["1", "2", "5", "10"]);
  expect(labels(logAxis({ min: 1e-9, max: 1e9 }, 4))).toHaveLength(4);
});

test("an axis is logarithmic if all values are positive and the largest is over 10 times the smallest", () => {
  expect(chooseAxis({ min: 1, max: 11 }).scale).toBe("log");
  expect(chooseAxis({ min: 1, max: 10 }).scale).toBe("linear");
  expect(chooseAxis({ min: 0, max: 1000 }).scale).toBe("linear");
  expect(chooseAxis({ min: -1, max: 1000 }).scale).toBe("linear");
});

test("a single value has an axis", () => {
  expect(linearAxis({ min: 0, max: 0 })).toMatchObject({ min: -1, max: 1 });
  expect(linearAxis({ min: 8, max: 8 }).position(8)).toBeCloseTo(0.5);
  expect(logAxis({ min: 5, max: 5 })).toMatchObject({ min: 5, max: 50 });
});

test("if a rule may end the run early, the axis of epochs grows in steps until it shows the whole run", () => {
  const ends = [1, 10, 11, 20, 21, 99, 300, 640, 999].map((epoch) => epochAxis(epoch, 700, false).max);
  expect(ends).toEqual([10, 10, 20, 20, 50, 100, 500, 700, 700]);
  expect(labels(epochAxis(90_000, 100_000, false))).toEqual(["0", "20k", "40k", "60k", "80k", "100k"]);
  expect(labels(epochAxis(2, 3, false))).toEqual(["0", "1", "2", "3"]);
});

test("any extent has from one to `maxTicks` ticks, rising and with different labels", () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 2, max: 6 }), (a, b, maxTicks) => {
      const range = { min: Math.min(a, b), max: Math.max(a, b) };
      fc.pre(range.max - range.min > 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-9));
      const axis = chooseAxis(range, maxTicks);
      expect(axis.ticks.length).toBeGreaterThanOrEqual(1);
      expect(axis.ticks.length).toBeLessThanOrEqual(Math.max(maxTicks, 3));
      expect(axis.position(axis.value(0.25))).toBeCloseTo(0.25);
      expect(axis.position(range.min)).toBeGreaterThanOrEqual(-1e-6);
      expect(axis.position(range.max)).toBeLessThanOrEqual(1 + 1e-6);
      axis.ticks.slice(1).forEach(({ value }, i) => expect(value).toBeGreaterThan(axis.ticks[i]!.value));
    }),
  );
});

test("the axis of a run whose end is known shows all its epochs from the first on", () => {
  expect([1, 3, 100, 101, 1000].map((epoch) => epochAxis(epoch, 1000, true).max)).toEqual(Array(5).fill(1000));
  expect(epochAxis(2, 5, true).max).toBe(5);
});

test("on rows, ticks are whole rows apart, and the axis has all its values", () => {
  for (const rows of [6, 9, 12, 17]) {
    for (const axis of [
      linearAxis({ min: 0.12, max: 0.94 }),
      logAxis({ min: 0.02, max: 41 }),
      exactAxis({ min: 1.7, max: 5.3 }),
    ]) {
      const even = onRows(axis, rows);
      const places = even.ticks.map(({ value }) => even.position(value) * (rows - 1));
      const steps = places.slice(1).map((place, i) => place - places[i]!);
      for (const place of places) expect(place).toBeCloseTo(Math.round(place), 6);
      for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 6);
      expect(even.min).toBeLessThanOrEqual(axis.min + 1e-9);
      expect(even.position(axis.max)).toBeLessThanOrEqual(1.03);
      expect(even.value(even.position(axis.min))).toBeCloseTo(axis.min, 9);
    }
  }
});
