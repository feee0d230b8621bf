import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createCooperativeLoop } from "./cooperative-loop.ts";

test("does one turn in each turn of the event loop, however often it is asked to", async () => {
  let turns = 0;
  const loop = createCooperativeLoop(() => {
    turns += 1;
    // As a socket does that has room again at once.
    if (turns < 4) process.nextTick(loop.run);
    return false;
  });
  loop.run();
  loop.run();
  const counts = [turns];
  for (let i = 0; i < 5; i++) {
    await setImmediate();
    counts.push(turns);
  }
  expect(counts).toEqual([1, 2, 3, 4, 4, 4]);
});

test("continues while there is more to do, until it is stopped", async () => {
  let turns = 0;
  const loop = createCooperativeLoop(() => ++turns < 3);
  loop.run();
  for (let i = 0; i < 5; i++) await setImmediate();
  expect(turns).toBe(3);
  loop.run();
  loop.run();
  loop.stop();
  await setImmediate();
  expect(turns).toBe(4);
});
