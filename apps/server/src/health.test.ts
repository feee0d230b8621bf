import type { LogThread } from "@epochal/log";
import type { EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createFakeClock } from "../test/raw-socket.ts";
import { monitorCommits } from "./store/monitored-log.ts";
import { createHealth } from "./health.ts";
import { createMetrics } from "./metrics.ts";

/** A store that takes what it is told when the test says so. */
function createStory() {
  const clock = createFakeClock();
  const asked: { readonly take: () => void; readonly fail: (error: Error) => void }[] = [];
  const append = () =>
    new Promise<void>((resolve, reject) => {
      asked.push({ take: () => resolve(), fail: reject });
    });
  let isClosing = false;
  const metrics = createMetrics();
  const commits = monitorCommits({ append, pendingBytes: 7 } as unknown as LogThread, clock, metrics);
  const chunk = { type: "noticed", seq: 1, time: 0, epoch: 0, text: "" } satisfies EventChunk;
  return {
    clock,
    commits,
    metrics,
    asked,
    append: () => commits.log.append("a", [chunk, { ...chunk, seq: 2 }]),
    health: createHealth(commits, clock, () => isClosing),
    drain: () => (isClosing = true),
  };
}

test("a server is alive while its store takes what it is told, and stuck when that has waited for more than 10 s", async () => {
  const { clock, health, append, asked } = createStory();
  expect(health.live()).toEqual({ status: 200, body: { status: "ok", uptimeMs: 0, commit: {} } });
  const first = append();
  clock.advance(3);
  expect(health.live().body).toMatchObject({ commit: { waitingMs: 3 } });
  asked[0]!.take();
  await first;
  clock.advance(5);
  expect(health.live()).toEqual({ status: 200, body: { status: "ok", uptimeMs: 8, commit: { ageMs: 5 } } });
  void append();
  clock.advance(10_000);
  void append();
  expect(health.live().status).toBe(200);
  clock.advance(1);
  expect(health.live()).toEqual({
    status: 503,
    body: { status: "stuck", uptimeMs: 10_009, commit: { waitingMs: 10_001, ageMs: 10_006 } },
  });
});

test("a server is ready unless it is going away, or its store has failed and taken nothing since", async () => {
  const { health, append, asked, drain } = createStory();
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

test("what is stored is counted, with the time it took; all else of the log is the log's own", async () => {
  const { clock, commits, append, asked, metrics } = createStory();
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
