import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { spec } from "../../test/fake-chunks.ts";
import { openLog } from "../log.ts";
import { createRetentionClock } from "./retention.ts";

const DAY = 24 * 60 * 60 * 1000;

test("a clock that jumps ahead deletes nothing at the start, however often, and a right one does", () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = join(folder, "runs.db");
  const expendable = (now: number) => {
    const log = openLog(store, { now: () => now });
    const id = log.nextToDelete({ keepMs: 30 * DAY });
    log.close();
    return id;
  };
  let now = 1000 * DAY;
  const log = openLog(store, { now: () => now });
  for (const id of ["a", "b"]) {
    log.createRun({ id, name: id, spec });
    log.interrupt(id);
    now += 10 * DAY;
  }
  // Its process dies: the next one notes the end.
  log.createRun({ id: "c", name: "c", spec });
  log.close();
  expect(expendable(now + 400 * DAY)).toBeUndefined();
  expect(expendable(now + 400 * DAY)).toBeUndefined();
  // A run under the right clock, 20 days later, shows what time it is.
  const later = openLog(store, { now: () => now + 20 * DAY });
  later.createRun({ id: "d", name: "d", spec });
  later.close();
  expect(expendable(now + 21 * DAY)).toBe("a");
});

test("time that passes while a store is open counts, also if it was empty", () => {
  let [now, elapsed] = [1000 * DAY, 5];
  const clock = createRetentionClock(
    [],
    () => now,
    now,
    () => elapsed,
  );
  expect(clock()).toBe(1000 * DAY);
  now += 100 * DAY;
  expect(clock()).toBe(1007 * DAY);
  elapsed += 100 * DAY;
  expect(clock()).toBe(1100 * DAY);
  now -= 200 * DAY;
  expect(clock()).toBe(900 * DAY);
});
