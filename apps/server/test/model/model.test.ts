import fc from "fast-check";
import { expect, test } from "vitest";
import { faults, noFault } from "./faults.ts";
import { everyEventOnce } from "./programs.ts";

test("every client gets every event once, alone or in a gap, and never before it is stored", async () => {
  await fc.assert(everyEventOnce(noFault), { numRuns: 60 });
});

test.each(Object.entries(faults))("a server that %s is detected", async (_, fault) => {
  const { failed } = await fc.check(everyEventOnce(fault), { numRuns: 200, endOnFailure: true });
  expect(failed).toBe(true);
});
