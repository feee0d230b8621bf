/** What a server tells those who look after it. */
import { describe, expect, test } from "vitest";
import type { Logger, ServeOptions } from "../src/index.ts";
import { spec, startServer, openConversation } from "./fixtures.ts";
import { createFakeClock, nextTurn } from "./raw-socket.ts";
import { createScriptedRun, openEvents } from "./events-response.ts";

const TOKEN = "a-secret-token";

/** A server with one run of 300 epochs, and what it writes. */
async function begin(options: ServeOptions = {}) {
  const written: { readonly level: string; readonly fact: string; readonly particulars: object }[] = [];
  const write = (level: string) => (particulars: object, fact: string) =>
    void written.push({ level, fact, particulars });
  const logger: Logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const server = await startServer({ logger, onFailure: () => {}, ...options });
  const told = createScriptedRun("run-of-a-secret-project");
  server.show(told.run, spec);
  told.epochs(300);
  await server.settled();
  const http = server.url.replace(/^ws/, "http");
  const figures = async () =>
    (await fetch(`${http}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
  return { server, http, written, figures, ...told };
}

describe("/metrics", () => {
  test("counts connections, subscriptions, what was stored, sent and left out, and how connections ended", async () => {
    const clock = createFakeClock();
    const { server, figures, run } = await begin({ clock, limits: { heartbeatMs: 100 } });
    const watcher = await openConversation(`${server.url}/v1/watch/latest?window=64`);
    while ((await watcher.nextOf("events"))["last"] !== 64);
    const reader = await openEvents(server, "latest/events?mode=latest", { accept: "text/event-stream" });
    await reader.until(({ message }) => message?.type === "caughtUp");
    await (await openEvents(server, "latest/events?after=start")).rest();
    clock.advance(100);

    const now = await figures();
    const lines = [
      'epochal_runs{status="running"} 1',
      'epochal_connections{transport="websocket"} 1',
      'epochal_connections{transport="sse"} 1',
      'epochal_connections{transport="ndjson"} 0',
      'epochal_connections_opened_total{transport="ndjson"} 1',
      'epochal_closes_total{transport="ndjson",code="done"} 1',
      'epochal_subscriptions{mode="all"} 1',
      'epochal_subscriptions{mode="latest"} 1',
      "epochal_events_appended_total 300",
      'epochal_events_delivered_total{mode="all"} 364',
      'epochal_events_delivered_total{mode="latest"} 1',
      'epochal_events_left_out_total{reason="skipped"} 299',
      "epochal_commit_seconds_count 1",
      // The watcher is 300 behind, for it has acknowledged nothing; the reader is not.
      'epochal_subscription_lag_events_bucket{le="0"} 1',
      "epochal_subscription_lag_events_sum 300",
      "epochal_subscription_lag_events_count 2",
    ];
    for (const line of lines) expect(now).toContain(`${line}\n`);
    expect(now).toMatch(/^nodejs_eventloop_lag_mean_seconds \S+$/m);
    expect(now).not.toContain(run.id);

    reader.disconnect();
    watcher.send({ type: "nonsense" });
    await watcher.closed;
    while (server.connections > 0) await nextTurn();
    const inventor = new WebSocket(`${server.url}/v1`);
    await new Promise((resolve) => (inventor.onopen = resolve));
    inventor.close(4567);
    while (server.connections > 0) await nextTurn();
    const later = await figures();
    expect(later).toContain('epochal_closes_total{transport="websocket",code="other"} 1\n');
    expect(later).toContain('epochal_closes_total{transport="websocket",code="4000"} 1\n');
    expect(later).toContain('epochal_closes_total{transport="sse",code="left"} 1\n');
    expect(later).toContain('epochal_subscriptions{mode="all"} 0\n');
  });

  test("are each server's own, and want its token", async () => {
    const [one, other] = [await begin({ token: TOKEN }), await begin({ token: TOKEN })];
    await fetch(`${one.http}/nowhere?token=${TOKEN}`);
    expect(await one.figures()).toContain('epochal_http_answers_total{status="404"} 1\n');
    expect(await other.figures()).not.toContain('status="404"');
    expect((await fetch(`${one.http}/metrics`)).status).toBe(401);
  });
});

describe("a server writes", () => {
  test("who comes, who goes and who is refused, and never a token", async () => {
    const { server, http, written } = await begin({ token: TOKEN });
    await (await openEvents(server, `latest/events?token=${TOKEN}`)).rest();
    await fetch(`${http}/v1/runs?token=${TOKEN}x`);
    const watcher = await openConversation(`${server.url}/v1?token=${TOKEN}`);
    await server.close();
    await watcher.closed;
    const facts = written.filter(({ level }) => level !== "debug").map(({ fact }) => fact);
    expect(facts.toSorted()).toEqual([
      "closed",
      "connection closed",
      "connection closed",
      "connection opened",
      "connection opened",
      "listening",
      "request refused",
      "shutting down",
    ]);
    expect(written.find(({ fact }) => fact === "request refused")).toMatchObject({
      particulars: { method: "GET", path: "/v1/runs", status: 401, address: "127.0.0.1" },
    });
    expect(JSON.stringify(written)).not.toContain(TOKEN);
  });

  test("that a run broke off, as an error", async () => {
    const { server, written, breakOff } = await begin();
    breakOff();
    await server.settled();
    expect(written.filter(({ level }) => level === "error")).toEqual([
      { level: "error", fact: "run failed", particulars: { run: "run-of-a-secret-project", error: "cut short" } },
    ]);
  });
});

test("there is room for so many connections, of whatever kind, and no more", async () => {
  const { server } = await begin({ limits: { connections: 2 } });
  const first = await openEvents(server, "latest/events?follow=true");
  await openConversation(`${server.url}/v1`);
  const refused = await openEvents(server, "latest/events");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
  first.disconnect();
  while (server.connections > 1) await nextTurn();
  expect((await openEvents(server, "latest/events")).status).toBe(200);
});
