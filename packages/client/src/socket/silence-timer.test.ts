import { Subscription, VirtualTimeScheduler } from "rxjs";
import { expect, test } from "vitest";
import { createSilenceTimer } from "./silence-timer.ts";

function createTimer() {
  const scheduler = new VirtualTimeScheduler();
  const reports: string[] = [];
  const report = (what: string) => reports.push(`${what} at ${scheduler.frame}`);
  const timer = createSilenceTimer(scheduler, report, () => report("lost"));
  return { scheduler, reports, timer };
}

test("a connection is stale 1.5 heartbeats after its last message, and lost after 2.5", () => {
  const { scheduler, reports, timer } = createTimer();
  for (const ms of [0, 400, 1499, 2000]) scheduler.schedule(() => timer.restart(1000), ms);
  scheduler.flush();
  expect(reports).toEqual(["stale at 3500", "lost at 4500"]);
});

test("a message to a stale connection makes it fresh, and its silence begins anew", () => {
  const { scheduler, reports, timer } = createTimer();
  for (const ms of [0, 1600]) scheduler.schedule(() => timer.restart(1000), ms);
  scheduler.flush();
  expect(reports).toEqual(["stale at 1500", "fresh at 1600", "stale at 3100", "lost at 4100"]);
});

test("a server that does not greet is lost after ten seconds; a timer that is stopped reports nothing", () => {
  const silent = createTimer();
  silent.timer.restart(undefined);
  silent.scheduler.flush();
  expect(silent.reports).toEqual(["lost at 10000"]);
  const stopped = createTimer();
  stopped.timer.restart(1000);
  stopped.timer.stop();
  stopped.scheduler.flush();
  expect(stopped.reports).toEqual([]);
});

test.each([
  [1, 1500, 2500],
  [2 ** 31 - 1, 450_000, 750_000],
])("a heartbeat interval of %d ms is neither obeyed nor refused", (heartbeatMs, staleMs, lostMs) => {
  const { scheduler, reports, timer } = createTimer();
  timer.restart(heartbeatMs);
  scheduler.flush();
  expect(reports).toEqual([`stale at ${staleMs}`, `lost at ${lostMs}`]);
});

test("a thousand messages need one timer", () => {
  let timers = 0;
  const schedule = () => {
    timers += 1;
    return new Subscription();
  };
  const timer = createSilenceTimer(
    { now: () => 0, schedule },
    () => {},
    () => {},
  );
  for (let i = 0; i < 1000; i++) timer.restart(1000);
  expect(timers).toBe(1);
});
