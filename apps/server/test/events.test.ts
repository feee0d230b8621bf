/** A run's events over plain HTTP: the same as over a WebSocket. */
import { decodeServerMessage } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";
import { describe, expect, test } from "vitest";
import { silentLogger } from "../src/logger.ts";
import type { ServeOptions } from "../src/index.ts";
import { createAudit } from "./kit/audit.ts";
import { spec, startServer, exchange } from "./kit/fixtures.ts";
import { createFakeClock } from "./kit/fake-clock.ts";
import { dial, read, request, nextTurn } from "./kit/raw-socket.ts";
import { createScriptedRun, messagesOf, openEvents, type Part } from "./kit/events-response.ts";

const sse = { accept: "text/event-stream" };
const isA = (type: string) => (part: Part) => part.message?.type === type;
const typesOf = (parts: readonly Part[]) => messagesOf(parts).map(({ type }) => type);

/** A server that shows a run which emits what the test says. */
async function showRun(options: ServeOptions = {}) {
  const server = await startServer({ onFailure: () => {}, ...options });
  const scripted = createScriptedRun("a");
  server.show(scripted.run, spec);
  return { server, ...scripted };
}

/** Returns what is wrong with these messages, compared with the run's log. */
function complaintsOf(parts: readonly Part[], events: readonly TrainingEvent[], after = 0): readonly string[] {
  const audit = createAudit((seq) => events[seq - 1], after);
  for (const message of messagesOf(parts)) audit.read(message);
  return audit.violations;
}

describe("a response", () => {
  test.each([
    ["NDJSON", {}],
    ["Server-Sent Events", sse],
  ])("as %s has the same messages as a WebSocket", async (_, headers) => {
    const { server, epochs, notice, breakOff } = await showRun();
    epochs(150);
    notice("in between");
    epochs(150);
    breakOff();
    await server.settled();
    for (const query of ["after=start", "mode=latest", "mode=sampled&every=10"]) {
      const [, subscribed, ...watched] = (await exchange(`${server.url}/v1/watch/a?${query}`, [])).messages;
      const response = await openEvents(server, `a/events?${query}`, headers);
      const [first, ...others] = messagesOf(await response.rest()).map((message) => JSON.stringify(message));
      expect(JSON.parse(first!)).toEqual({ ...subscribed, id: "events" });
      expect(others.map((text) => (JSON.parse(text) as { type: string }).type)).toEqual(
        watched.map(({ type }) => type),
      );
      expect(others.at(-1)).toBe(JSON.stringify(watched.at(-1)));
    }
  });

  test("ends with the stored events, and the next one continues from there", async () => {
    const { server, epochs, events, breakOff } = await showRun();
    epochs(300);
    await server.settled();
    const first = await openEvents(server, "latest/events");
    expect([first.status, first.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    const parts = await first.rest();
    expect(typesOf(parts)).toEqual(["subscribed", "events", "events", "events", "caughtUp"]);
    expect(complaintsOf(parts, events)).toEqual([]);
    const { log } = messagesOf(parts)[0] as { log: string };
    epochs(50);
    breakOff();
    await server.settled();
    const rest = await (await openEvents(server, `a/events?after=${log}:300`)).rest();
    expect(typesOf(rest)).toEqual(["subscribed", "events", "caughtUp", "end"]);
    expect(complaintsOf(rest, events, 300)).toEqual([]);
  });

  test.each([40, 129, 1000])(
    "with a limit of %i has at most that many events, and several responses together have all",
    async (limit) => {
      const { server, epochs, notice, events, breakOff } = await showRun();
      notice("first");
      epochs(70);
      notice("in between");
      epochs(328);
      breakOff();
      await server.settled();
      const all: Part[] = [];
      let after = "start";
      for (let pages = 0; !all.some(isA("end")); pages++) {
        expect(pages).toBeLessThanOrEqual(400 / limit + 1);
        const parts = await (await openEvents(server, `a/events?after=${after}&limit=${limit}`)).rest();
        const { log } = messagesOf(parts)[0] as { log: string };
        const sent = messagesOf(parts).flatMap((message) => (message.type === "events" ? message : []));
        const count = sent.reduce((sum, { first, last }) => sum + last - first + 1, 0);
        expect(count).toBe(parts.some(isA("end")) ? count : limit);
        expect(count).toBeLessThanOrEqual(limit);
        if (sent.length > 0) after = `${log}:${sent.at(-1)!.last}`;
        all.push(...parts);
      }
      expect(complaintsOf(all, events)).toEqual([]);
    },
  );

  test("that follows waits for the first run, sends its events, and ends with the run", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock, limits: { heartbeatMs: 100 }, onFailure: () => {} });
    const lines = await openEvents(server, "latest/events?follow=true");
    const events = await openEvents(server, "latest/events", sse);
    expect((await events.next())!.retry).toBeGreaterThanOrEqual(1000);
    clock.advance(100);
    expect(await lines.next()).toEqual({ message: { type: "heartbeat", heads: {}, viewers: {}, time: 100 } });
    // A comment, which no page sees.
    expect(await events.next()).toEqual({ comment: '{"type":"heartbeat","heads":{},"viewers":{},"time":100}' });
    const scripted = createScriptedRun("a");
    server.show(scripted.run, spec);
    scripted.epochs(20);
    await server.settled();
    scripted.notice("something happened");
    scripted.breakOff();
    for (const reading of [lines, events]) {
      const parts = await reading.rest();
      expect(complaintsOf(parts, scripted.events)).toEqual([]);
      expect(typesOf(parts).at(-1)).toBe("end");
    }
  });

  test("to HEAD has only the headers", async () => {
    const { server } = await showRun();
    const response = await fetch(`${server.url.replace("ws", "http")}/v1/runs/a/events`, {
      method: "HEAD",
      headers: sse,
    });
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/event-stream",
      "",
    ]);
  });
});

describe("an EventSource", () => {
  test("that is disconnected again and again gets every event once, and is ended when it reconnects after the end", async () => {
    const { server, epochs, notice, events, breakOff } = await showRun();
    for (let i = 0; i < 20; i++) {
      notice(`notice ${i}`);
      epochs(i + 1);
    }
    breakOff();
    await server.settled();
    const all: Part[] = [];
    let lastId = "";
    for (let tries = 0; !all.some(isA("end")); tries++) {
      expect(tries).toBeLessThan(50);
      const reading = await openEvents(server, "latest/events", { ...sse, ...(lastId && { "last-event-id": lastId }) });
      let left = 1 + (tries % 4);
      const parts = await reading.until((part) => part.id !== undefined && (left -= 1) === 0);
      reading.disconnect();
      lastId = parts.findLast(({ id }) => id !== undefined)?.id ?? lastId;
      all.push(...parts.filter((part) => !isA("caughtUp")(part)));
    }
    expect(complaintsOf(all, events)).toEqual([]);
    expect(lastId).toBe("end");
    const back = await openEvents(server, "latest/events", { ...sse, "last-event-id": lastId });
    expect([back.status, await back.rest()]).toEqual([204, []]);
  });

  test("continues with its run if latest is a different one now", async () => {
    const { server, epochs, events } = await showRun();
    epochs(5);
    await server.settled();
    const first = await openEvents(server, "latest/events", sse);
    const { id } = (await first.until(isA("caughtUp"))).at(-1)!;
    first.disconnect();
    server.show(createScriptedRun("b").run, spec);
    epochs(5);
    await server.settled();
    const second = await openEvents(server, "latest/events", { ...sse, "last-event-id": id! });
    const parts = await second.until(isA("caughtUp"));
    expect(messagesOf(parts)[0]).toMatchObject({ type: "subscribed", run: "a", from: 6 });
    expect(complaintsOf(parts, events, 5)).toEqual([]);
  });

  test.each([
    ["of another log", "other:3", "logReplaced"],
    ["that is invalid", "yesterday", "logReplaced"],
    ["beyond the head", "$log:99", "cursorAhead"],
  ])("with an id %s gets an error, and forgets the id", async (_, id, code) => {
    const { server, epochs } = await showRun();
    epochs(5);
    await server.settled();
    const { log } = messagesOf(await (await openEvents(server, "a/events")).rest())[0] as { log: string };
    const lastId = id.replace("$log", log);
    const response = await openEvents(server, "a/events", { ...sse, "last-event-id": lastId });
    expect(response.status).toBe(200);
    const [retry, failed, ...others] = await response.rest();
    expect(retry).toHaveProperty("retry");
    expect(failed).toMatchObject({ event: "failed", id: "", message: { type: "error", code, retry: false } });
    expect(others).toEqual([]);
  });

  test("learns when to reconnect if the server shuts down, and its response ends", async () => {
    const { server, epochs } = await showRun({ limits: { drainMs: 0 }, random: () => 0.5 });
    epochs(5);
    await server.settled();
    const events = await openEvents(server, "a/events", sse);
    const lines = await openEvents(server, "a/events?follow=true");
    expect(await events.next()).toEqual({ retry: 1500 });
    for (const reading of [events, lines]) await reading.until(isA("caughtUp"));
    await server.close();
    const message = { type: "draining", closeMs: 0, returnMs: 500 };
    expect(await events.rest()).toEqual([{ retry: 250, event: "draining", message }]);
    expect(await lines.rest()).toEqual([{ message }]);
  });
});

describe("a reader that stops reading", () => {
  const MEGABYTE = "x".repeat(1024 * 1024);
  /** More than the kernel buffers on both sides. */
  const MUCH = 12;

  async function stopReading(server: Awaited<ReturnType<typeof startServer>>, path: string) {
    const socket = await dial(server.port);
    socket.pause();
    socket.write(request(`GET ${path}`, sse));
    while (server.connections === 0) await nextTurn();
    return socket;
  }

  test("in mode latest, gets the newest event when it continues, and a correct sum of the others", async () => {
    const { server, epochs, notice, events, breakOff } = await showRun();
    const socket = await stopReading(server, "/v1/runs/a/events?mode=latest");
    for (let i = 0; i < MUCH; i++) {
      notice(MEGABYTE);
      epochs(10);
      await server.settled();
    }
    // Other clients see no delay.
    const other = messagesOf(await (await openEvents(server, "a/events")).rest());
    expect(other.at(-1)).toMatchObject({ type: "caughtUp", seq: events.length });
    epochs(100);
    breakOff();
    const whole = read(socket);
    socket.resume();
    const text = await whole;
    const texts = text.split("\n").filter((line) => line.startsWith("data: "));
    const parts = texts.map((line): Part => ({ message: decodeServerMessage(line.slice(6))! }));
    expect(complaintsOf(parts, events)).toEqual([]);
    expect(typesOf(parts).at(-1)).toBe("end");
    expect(parts.length).toBeLessThan(MUCH * 4);
    const gaps = messagesOf(parts).flatMap((message) => (message.type === "gap" ? message : []));
    expect(gaps.some(({ reason, types }) => reason === "slow" && types!["noticed"]! > 0)).toBe(true);
    expect(gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBeGreaterThan(100);
  });

  test("is disconnected when it has taken nothing from one heartbeat to the next", async () => {
    const clock = createFakeClock();
    const outcomes: unknown[] = [];
    const info = (details: object) => void ("code" in details && outcomes.push(details.code));
    const logger = { ...silentLogger, info };
    const { server, notice } = await showRun({ clock, logger, limits: { heartbeatMs: 100 } });
    for (let i = 0; i < MUCH; i++) notice(MEGABYTE);
    await server.settled();
    await stopReading(server, "/v1/runs/a/events");
    // It is full when the store has been read; the next heartbeat finds it so, and the one after that still so.
    while (server.connections > 0) {
      clock.advance(100);
      await nextTurn();
    }
    expect(outcomes).toEqual(["stalled"]);
  });
});

test("40 readers that do not read hold one copy of a large event between them", async () => {
  const { server, notice } = await showRun();
  const dialReader = async (accept: string) => {
    const socket = await dial(server.port);
    socket.write(request("GET /v1/runs/a/events?follow=true", { accept }));
    await read(socket, (text) => text.includes("caughtUp"));
    return socket;
  };
  const types = ["application/x-ndjson", "text/event-stream"];
  for (let i = 0; i < 40; i++) (await dialReader(types[i % 2]!)).pause();
  // Is sent the event after them.
  const last = await dialReader(types[0]!);
  const heldBytes = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = heldBytes();
  const size = 20e6;
  const received = new Promise<void>((resolve) => {
    let bytes = 0;
    last.on("data", (part: Buffer) => (bytes += part.length) > size && resolve());
  });
  notice("x".repeat(size));
  await received;
  // Copies for the readers of one format alone would be 400 MB.
  expect(heldBytes() - before).toBeLessThan(300e6);
});
