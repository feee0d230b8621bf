import { expect, test } from "vitest";
import { createUnackedRanges } from "./unacked-ranges.ts";

test("an acknowledgement removes all events up to its position", () => {
  const unacked = createUnackedRanges();
  unacked.add(1, 3);
  unacked.add(7, 10);
  expect(unacked.size).toBe(7);
  expect(unacked.ack(2)).toBe(2);
  expect(unacked.ack(8)).toBe(3);
  expect(unacked.size).toBe(2);
});

test("an acknowledgement of nothing new removes nothing, one beyond the newest removes all", () => {
  const unacked = createUnackedRanges();
  unacked.add(5, 6);
  expect(unacked.ack(4)).toBe(0);
  expect(unacked.ack(99)).toBe(2);
  expect(unacked.size).toBe(0);
});
