import { expect, test } from "vitest";
import { densestIndex } from "./densest-index.ts";

const densest = (...positions: number[]) => densestIndex(positions, (position) => position);

test("the item that leaves the smallest gap is dropped, never the first or the last", () => {
  expect(densest(0, 1, 10)).toBe(1);
  expect(densest(0, 1, 4, 5, 6, 20)).toBe(3);
  expect(densest(0, 8, 9, 9)).toBe(2);
});

test("on a tie the oldest is dropped", () => {
  expect(densest(0, 1, 2, 3, 4)).toBe(1);
});
