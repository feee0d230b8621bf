import { expect, test } from "vitest";
import { createMessageRate } from "./message-rate.ts";

test("N messages per second are allowed, and twice as many after a pause", () => {
  const allow = createMessageRate(10, 0);
  const allowed = (now: number) => {
    let count = 0;
    while (allow(now)) count += 1;
    return count;
  };
  expect([0, 100, 1100, 9100].map(allowed)).toEqual([20, 1, 10, 20]);
});
