/** What a server reports to operators: metrics and log lines. */
import { describe, expect, test } from "vitest";
import type { Logger, ServeOptions } from "../src/index.ts";
import { spec, startServer, openConversation } from "./kit/fixtures.ts";
import { createFakeClock } from "./kit/fake-clock.ts";
import { nextTurn } from "./kit/raw-socket.ts";
import { createScriptedRun, openEvents } from "./kit/events-response.ts";

const TOKEN = "a-secret-token";

/** A server with one run of 300 epochs, and its log lines. */
async function begin(options: ServeOptions = {}) {
  const written: { readonly level: string; readonly event: string; readonly details: object }[] = [];
  const write = (level: string) => (details: object, event: string) => void written.push({ level, event, details });
  const logger: Logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const server = await startServer({ logger, onFailure: () => {}, ...options });
  const scripted = createScriptedRun("run-of-a-secret-project");
  server.show(scripted.run, spec);
  scripted.epochs(300);
  await server.settled();
  const http = server.url.replace(/^ws/, "http");
  const figures = async () =>
    (await fetch(`${http}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
  return { server, http, written, figures, ...scripted };
}

describe("/metrics", () => {
  test("counts connections, subscriptions, events stored, sent and skipped, and how connections ended", async () => {
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
      // The watcher is 300 events behind, because it has acknowledged nothing; the reader is not behind.
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

  test("are separate for each server, and need its token", async () => {
    const [one, other] = [await begin({ token: TOKEN }), await begin({ token: TOKEN })];
    await fetch(`${one.http}/nowhere?token=${TOKEN}`);
    expect(await one.figures()).toContain('epochal_http_answers_total{status="404"} 1\n');
    expect(await other.figures()).not.toContain('status="404"');
    expect((await fetch(`${one.http}/metrics`)).status).toBe(401);
  });
});

describe("a server logs", () => {
  test("connections and refusals, and never a token", async () => {
    const { server, http, written } = await begin({ token: TOKEN });
    await (await openEvents(server, `latest/events?token=${TOKEN}`)).rest();
    await fetch(`${http}/v1/runs?token=${TOKEN}x`);
    const watcher = await openConversation(`${server.url}/v1?token=${TOKEN}`);
    await server.close();
    await watcher.closed;
    const events = written.filter(({ level }) => level !== "debug").map(({ event }) => event);
    expect(events.toSorted()).toEqual([
      "closed",
      "connection closed",
      "connection closed",
      "connection opened",
      "connection opened",
      "listening",
      "request refused",
      "shutting down",
      "wrong token",
    ]);
    expect(written.find(({ event }) => event === "request refused")).toMatchObject({
      details: { method: "GET", path: "/v1/runs", status: 401, address: "127.0.0.1" },
    });
    expect(JSON.stringify(written)).not.toContain(TOKEN);
  });

  test.each([
    `/v1/runs;token=${TOKEN}`,
    `/v1/runs&token=wrong-${TOKEN}`,
    "/v1/runs%3FToken%3Dtheir-other-token",
    "/healthz;token=their-other-token;mode=all",
    `/${TOKEN}`,
    `/v1/runs/${TOKEN}/events`,
    `/v1/runs/latest/events?mode=${TOKEN}`,
  ])("no token that a client sends in the wrong place: %s", async (path) => {
    const { server, http, written } = await begin({ token: TOKEN });
    await fetch(http + path);
    await fetch(http + path, { headers: { authorization: `Bearer ${TOKEN}` } });
    await server.close();
    expect(written.filter(({ event }) => event === "request refused")).toHaveLength(2);
    expect(JSON.stringify(written)).not.toMatch(/a-secret-token|their-other-token/);
  });

  test("a failed run as an error", async () => {
    const { server, written, breakOff } = await begin();
    breakOff();
    await server.settled();
    expect(written.filter(({ level }) => level === "error")).toEqual([
      { level: "error", event: "run failed", details: { run: "run-of-a-secret-project", error: "cut short" } },
    ]);
  });
});

test("the number of connections is limited, of all kinds together", async () => {
  const { server } = await begin({ limits: { connections: 2 } });
  const first = await openEvents(server, "latest/events?follow=true");
  await openConversation(`${server.url}/v1`);
  const refused = await openEvents(server, "latest/events");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
  first.disconnect();
  while (server.connections > 1) await nextTurn();
  expect((await openEvents(server, "latest/events")).status).toBe(200);
});
