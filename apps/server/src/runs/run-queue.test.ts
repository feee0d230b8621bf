import type { EventLog } from "@epochal/log";
import { expect, test } from "vitest";
import { notebook } from "@epochal/data";
import { createRunQueue } from "./run-queue.ts";

test("a run counts from the moment it is added, before it is stored, and once", async () => {
  let store = () => {};
  const log = {
    runs: () => [],
    createRun: () => new Promise<void>((resolve) => (store = resolve)),
  };
  const queue = createRunQueue(log as unknown as EventLog, () => {});
  const added = queue.enqueue({ id: "a", name: "a", spec: notebook().spec });
  expect([queue.length, queue.countWith([]), queue.countWith(["a", "b"])]).toEqual([0, 1, 2]);
  store();
  await added;
  expect([queue.length, queue.countWith([]), queue.countWith(["a", "b"])]).toEqual([1, 1, 2]);
});

test("a server that trains itself begins no run for workers, whose place it shows", () => {
  const records = [{ id: "a", isForWorkers: true }, { id: "b" }].map((record) => ({ ...record, status: "queued" }));
  const log = { runs: () => records.toReversed() };
  const queue = createRunQueue(log as unknown as EventLog, () => {});
  expect([queue.first, queue.positionOf("a"), queue.positionOf("b")]).toEqual(["b", 1, 2]);
});
