import { expect, test } from "vitest";
import { createFakeClock } from "../../test/kit/fake-clock.ts";
import type { Connection } from "../connection.ts";
import { drain } from "./drain.ts";

test("a shutdown is announced to all connections, and closes a few of them at a time", async () => {
  const clock = createFakeClock();
  let announced = 0;
  const closed: string[] = [];
  const connections = Array.from({ length: 20 }, (_, i): Connection => ({
    beat() {},
    drain(closeMs, returnMs) {
      announced += 1;
      expect([closeMs, returnMs]).toEqual([40, 500]);
    },
    close: (code) => void closed.push(`${i} ${code}`),
  }));
  const drained = drain(connections, clock, 40);
  expect(announced).toBe(20);
  const counts = [closed.length];
  for (let step = 1; step < 5; step++) {
    clock.advance(10);
    await Promise.resolve();
    counts.push(closed.length);
  }
  await drained;
  expect(counts).toEqual([4, 8, 12, 16, 20]);
  expect(closed).toEqual(connections.map((_, i) => `${i} 1001`));
});
