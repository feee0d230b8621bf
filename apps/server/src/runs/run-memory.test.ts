import { expect, test } from "vitest";
import { createRunMemory } from "./run-memory.ts";

test("runs fit as long as the sum of their estimates does; a run alone always does", () => {
  const memory = createRunMemory(10e6);
  expect(memory.fits(50e6)).toBe(true);
  memory.add("a", 6e6);
  expect([memory.fits(4e6), memory.fits(4e6 + 1)]).toEqual([true, false]);
  memory.add("b", 3.5e6);
  expect(memory.describe(2.5e6)).toBe(
    "the runs in progress leave 0 of 10 MB of memory, and this training takes about 3 MB; retry when one of them has ended, or use fewer rows or a smaller network",
  );
  memory.remove("a");
  memory.remove("a");
  expect([memory.fits(6.5e6), memory.fits(7e6)]).toEqual([true, false]);
  memory.remove("b");
  expect(memory.fits(50e6)).toBe(true);
});
