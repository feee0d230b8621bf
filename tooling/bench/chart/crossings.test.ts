import { expect, test } from "vitest";
import { describeCrossings, findCrossings } from "./crossings.ts";
import type { Curve } from "./log-log-chart.ts";

const curve = (name: string, ys: readonly number[]): Curve => ({
  id: name,
  name,
  points: ys.map((y, i) => ({ x: 10 ** i, y })),
});

test("curves cross as their straight lines on logarithmic axes do", () => {
  // 100 → 1 and 1 → 100 over one decade meet in its middle, at √10.
  const [crossing, ...others] = findCrossings(curve("a", [100, 1]), curve("b", [1, 100]));
  expect(crossing?.x).toBeCloseTo(Math.sqrt(10), 12);
  expect(crossing?.ahead).toBe("second");
  expect(others).toEqual([]);
});

test("a touch is not a crossing, but passing through a common point is", () => {
  expect(findCrossings(curve("a", [2, 1, 2]), curve("b", [1, 1, 1]))).toEqual([]);
  const crossings = findCrossings(curve("a", [2, 1, 0.5]), curve("b", [1, 1, 1]));
  expect(crossings).toEqual([{ x: expect.closeTo(10, 12) as number, ahead: "second" }]);
});

test("points that only one curve has do not count", () => {
  expect(
    findCrossings(curve("a", [2, 1, 2]), {
      ...curve("b", []),
      points: [
        { x: 1, y: 1 },
        { x: 100, y: 1 },
      ],
    }),
  ).toEqual([]);
});

test("crossings are described in words", () => {
  expect(describeCrossings(curve("a", [4, 4]), curve("b", [1, 1]), "width")).toBe("a is faster than b at every width");
  expect(describeCrossings(curve("a", [1, 1]), curve("b", [4, 4]), "width")).toBe("b is faster than a at every width");
  expect(describeCrossings(curve("a", [10, 1, 10]), curve("b", [1, 10, 1]), "width")).toBe(
    "a is faster than b at first, b from width 3 on, a from width 32 on",
  );
  expect(describeCrossings(curve("a", []), curve("b", [1]), "width")).toBe("a and b have no width in common");
});
