import { VirtualTimeScheduler } from "rxjs";
import { expect, test } from "vitest";
import { createRetryTimer } from "./retry-timer.ts";

/** Whatever a server asks for after each connection: the waits before the next one, if every subscription lasts `lastsMs`. */
function waitsAfter(lastsMs: number, how: "backOff" | "reconnect", returnMs?: number): number[] {
  const scheduler = new VirtualTimeScheduler();
  const timer = createRetryTimer(() => 1, scheduler);
  const waits: number[] = [];
  const connect = () => {
    timer.begin();
    scheduler.schedule(() => {
      if (returnMs !== undefined) timer.advise(returnMs);
      const lostAt = scheduler.frame;
      timer.schedule(() => {
        waits.push(scheduler.frame - lostAt);
        if (waits.length < 5) connect();
        else timer.cancel();
      }, how);
    }, lastsMs);
  };
  connect();
  scheduler.flush();
  return waits;
}

test.each<[string, number[], "backOff" | "reconnect", number?]>([
  ["losses", [500, 1000, 2000, 4000, 8000], "backOff"],
  ["codes that ask for an immediate return", [0, 1000, 2000, 4000, 8000], "reconnect"],
  ["advice to return at once", [0, 1000, 2000, 4000, 8000], "backOff", 0],
  ["advice to return late", [6000, 6000, 6000, 6000, 8000], "backOff", 6000],
])("after subscriptions that last 4 s, %s come with growing waits", (_, waits, how, returnMs) => {
  expect(waitsAfter(4000, how, returnMs)).toEqual(waits);
});

test("after a subscription that lasts longer the waits start again", () => {
  expect(waitsAfter(6000, "backOff")).toEqual([500, 500, 500, 500, 500]);
});
