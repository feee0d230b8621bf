import type { EventLog } from "@epochal/log";
import type { EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createFakeClock } from "../test/kit/fake-clock.ts";
import { monitorCommits } from "./store/monitored-log.ts";
import { createHealth } from "./health.ts";
import { createMetrics } from "./metrics.ts";

/** A server whose store answers when the test says so. */
function createFixture() {
  const clock = createFakeClock();
  const asked: { readonly take: () => void; readonly fail: (error: Error) => void }[] = [];
  const append = () =>
    new Promise<void>((resolve, reject) => {
      asked.push({ take: () => resolve(), fail: reject });
    });
  let isClosing = false;
  let isStoreLost = false;
  const metrics = createMetrics();
  const commits = monitorCommits({ append, pendingBytes: 7 } as unknown as EventLog, clock, metrics);
  const chunk = { type: "noticed", seq: 1, time: 0, epoch: 0, text: "" } satisfies EventChunk;
  return {
    clock,
    commits,
    metrics,
    asked,
    append: () => commits.log.append("a", [chunk, { ...chunk, seq: 2 }]),
    health: createHealth(
      commits,
      clock,
      () => isClosing,
      () => isStoreLost,
    ),
    loseStore: () => (isStoreLost = true),
    drain: () => (isClosing = true),
  };
}

test("a server is alive while its store answers, and stuck when a commit takes more than 10 s", async () => {
  const { clock, health, append, asked } = createFixture();
  expect(health.live()).toEqual({ status: 200, body: { status: "ok", uptimeMs: 0, commit: {} } });
  const first = append();
  clock.advance(3);
  expect(health.live().body).toMatchObject({ commit: { waitingMs: 3 } });
  asked[0]!.take();
  await first;
  clock.advance(5);
  expect(health.live()).toEqual({ status: 200, body: { status: "ok", uptimeMs: 8, commit: { ageMs: 5 } } });
  void append();
  clock.shiftWallTime(-3_600_000);
  clock.advance(10_000);
  void append();
  expect(health.live().status).toBe(200);
  clock.advance(1);
  expect(health.live()).toEqual({
    status: 503,
    body: { status: "stuck", uptimeMs: 10_009, commit: { waitingMs: 10_001, ageMs: 10_006 } },
  });
});

test("a server is ready unless it is shutting down or its last commit failed", async () => {
  const { health, append, asked, drain } = createFixture();
  expect(health.ready().status).toBe(200);
  const lost = append();
  asked[0]!.fail(new Error("disk full"));
  await expect(lost).rejects.toThrow("disk full");
  expect(health.ready().status).toBe(503);
  const kept = append();
  asked[1]!.take();
  await kept;
  expect(health.ready().status).toBe(200);
  drain();
  expect(health.ready()).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
});

test("a server whose store is lost is neither alive nor ready", () => {
  const { health, loseStore } = createFixture();
  loseStore();
  expect(health.live()).toMatchObject({ status: 503, body: { status: "storeLost" } });
  expect(health.ready().status).toBe(503);
});

test("commits are counted with the time they took, and everything else is left to the log", async () => {
  const { clock, commits, append, asked, metrics } = createFixture();
  const one = append();
  clock.advance(4);
  asked[0]!.take();
  await one;
  const text = await metrics.text();
  expect(text).toContain("epochal_events_appended_total 2\n");
  expect(text).toContain('epochal_commit_seconds_bucket{le="0.0025"} 0\n');
  expect(text).toContain('epochal_commit_seconds_bucket{le="0.005"} 1\n');
  expect(commits.log.pendingBytes).toBe(7);
});
