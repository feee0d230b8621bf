import type { EventLog, RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { becomesInterrupted } from "./await-interruption.ts";

/** A log with a running run `a`, whose status the test changes. */
function createLog() {
  let status: RunRecord["status"] = "running";
  const watchers = new Set<(id: string, change: "events" | "status") => void>();
  const log = {
    run: () => ({ status }),
    watch(onChange: (id: string, change: "events" | "status") => void) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
  } as unknown as Pick<EventLog, "run" | "watch">;
  const notify = (id: string, change: "events" | "status") => watchers.forEach((watcher) => watcher(id, change));
  return {
    log,
    watchers,
    notify,
    interrupt: () => {
      status = "interrupted";
      notify("a", "status");
    },
  };
}

const FOREVER_MS = 600_000;

test("a run is awaited until it is interrupted, whatever happens to others", async () => {
  const { log, notify, interrupt, watchers } = createLog();
  const interrupted = becomesInterrupted(log, "a", FOREVER_MS);
  notify("b", "status");
  interrupt();
  expect(await interrupted).toBe(true);
  expect(watchers.size).toBe(0);
});

test("a run that emits events is not interrupted", async () => {
  const { log, notify } = createLog();
  const interrupted = becomesInterrupted(log, "a", FOREVER_MS);
  notify("a", "events");
  expect(await interrupted).toBe(false);
});

test("a run without a change is awaited for a limited time", async () => {
  expect(await becomesInterrupted(createLog().log, "a", 1)).toBe(false);
});
