import { expect, test } from "vitest";
import { atLeast, atMost } from "./claims.ts";

test("a claim holds up to its limit, and shows the measured value", () => {
  expect(atLeast("speed", 1000, 1000, "epochs/s")).toEqual({
    what: "speed: ≥ 1,000 epochs/s",
    is: "1,000 epochs/s",
    holds: true,
  });
  expect(atLeast("speed", 1000, 999, "epochs/s").holds).toBe(false);
  expect(atLeast("speed", 1000, NaN, "epochs/s").holds).toBe(false);
  expect(atMost("load", 0.3, 0.30001, "core", 5)).toEqual({ what: "load: ≤ 0.3 core", is: "0.3 core", holds: false });
});
