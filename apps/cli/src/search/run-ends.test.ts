import type { RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { createRunEnds } from "./run-ends.ts";

/** A log with these runs; `set` changes one, as another process does. */
function logOf(...records: readonly Partial<RunRecord>[]) {
  const runs = new Map(records.map((record) => [record.id, record as RunRecord]));
  const cancelled: string[] = [];
  let onChange: (run: string, change: "events" | "status") => void = () => {};
  return {
    cancelled,
    run: (id: string) => runs.get(id),
    runs: () => [...runs.values()],
    async cancelRun(id: string) {
      cancelled.push(id);
      throw new Error("it has begun");
    },
    watch(listener: typeof onChange) {
      onChange = listener;
      return () => {};
    },
    set(record: Partial<RunRecord>) {
      runs.set(record.id, { ...runs.get(record.id!), ...record } as RunRecord);
      onChange(record.id!, "status");
    },
  };
}

test("two trials that wait for the same run both get its end", async () => {
  const log = logOf({ id: "a", status: "queued" });
  const ends = createRunEnds(log);
  const both = [ends.ended("a"), ends.ended("a")];
  log.set({ id: "a", status: "finished", epoch: 3 });
  expect((await Promise.all(both)).map((run) => run?.epoch)).toEqual([3, 3]);
});

test("the end of a run whose worker has died is that of the run that continues it", async () => {
  const log = logOf({ id: "a", status: "running" });
  const ends = createRunEnds(log);
  const end = ends.ended("a");
  log.set({ id: "a", status: "interrupted" });
  log.set({ id: "a_2", status: "running", resumes: "a" });
  log.set({ id: "a_2", status: "finished", epoch: 7 });
  expect(await end).toMatchObject({ id: "a_2", epoch: 7 });
});

test("a stop cancels what is waited for, and ends the waiting", async () => {
  const log = logOf({ id: "a", status: "running" }, { id: "b", status: "finished" });
  const ends = createRunEnds(log);
  const end = ends.ended("a");
  expect(await ends.ended("b")).toMatchObject({ id: "b" });
  ends.stop();
  expect(await end).toBeUndefined();
  expect([ends.isStopped, log.cancelled]).toEqual([true, ["a"]]);
});
