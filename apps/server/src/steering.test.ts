import type { Command } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createSteering } from "./steering.ts";

test("the newest 1024 keys of a run are remembered, and no older ones", () => {
  const given: Command[] = [];
  const run = { id: "a", command: (command: Command) => given.push(command) };
  const steering = createSteering(true, {
    resolve: (id) => id,
    state: () => ({ status: "running", head: 0 }),
    find: () => run,
  });
  const steer = (key: number) =>
    steering.steer({ type: "command", id: "1", run: "a", command: { type: "pause" }, key: String(key) });
  for (let key = 0; key < 1024; key++) steer(key);
  expect(steer(0)).toEqual({ type: "accepted", id: "1", run: "a" });
  expect(given).toHaveLength(1024);
  steer(1024);
  steer(0);
  expect(given).toHaveLength(1026);
});
