import { expect, test } from "vitest";
import { step } from "./step.ts";

test("y jumps from 0 to 1 at x = 0", () => {
  const { x, y } = step({ size: 100, noise: 0 });
  expect(Array.from(y)).toEqual(Array.from(x, (value) => (value < 0 ? 0 : 1)));
  expect(new Set(y)).toEqual(new Set([0, 1]));
});
