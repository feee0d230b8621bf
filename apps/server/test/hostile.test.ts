import { startLogThread } from "@epochal/log";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { serve } from "../src/index.ts";
import { collect, data, spec, startServer, exchange, openConversation } from "./kit/fixtures.ts";
import { createFakeClock } from "./kit/fake-clock.ts";
import {
  dial,
  sendRequest,
  encodeClientFrame,
  read,
  request,
  openRawWebSocket,
  nextTurn,
  upgradeHeaders,
} from "./kit/raw-socket.ts";

const ping = '{"type":"ping","n":1}';

describe("a server continues for other clients", () => {
  test("when a message is nested as deep as it can be", async () => {
    const server = await startServer();
    const { code, reason } = await exchange(`${server.url}/v1`, [
      `{"type":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
    ]);
    expect({ code, reason }).toEqual({
      code: 4000,
      reason: "decodeClientMessage: expected JSON at most 64 levels deep, got more at position 71",
    });
    expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  });

  test.each([
    ["nested", `{"type":"start","id":"a","key":"k","training":${"[".repeat(4_000_000)}`, 4000, /64 levels deep/],
    ["wide", `{"type":"start","id":"a","key":"k","training":[${"[],".repeat(1_300_000)}[]]}`, 4000, /50000 lists/],
    [
      "of many names",
      `{"type":"start","id":"a","key":"k","training":{${Array.from({ length: 350_000 }, (_, i) => `"${i}x":1`).join()}}}`,
      4000,
      /100000 strings/,
    ],
    ["of an unknown type", `{"type":"x","a":[${"[],".repeat(1_300_000)}[]]}`, 1009, /expected at most 65536 bytes/],
  ])("when a message of 4 MB is %s, which is rejected before it is parsed", async (_, text, code, reason) => {
    const server = await startServer({ token: "secret" });
    expect(await exchange(`${server.url}/v1?token=secret`, [text])).toMatchObject({
      code,
      reason: expect.stringMatching(reason) as string,
    });
  });

  test("when a client sends more commands than it waits for replies: the excess is refused", async () => {
    const log = await startLogThread(":memory:");
    // A store that takes its time.
    const openLog = async () => ({ ...log, claimKey: () => new Promise<undefined>(() => {}) });
    const server = await startServer({ token: "secret", openLog });
    server.start(spec, data, { id: "a", epochsPerSecond: 1, worker: false });
    await server.settled();
    const command = (key: number) =>
      JSON.stringify({ type: "command", id: `${key}`, run: "a", command: { type: "pause" }, key: `${key}` });
    const client = await openConversation(`${server.url}/v1?token=secret`);
    for (let i = 0; i < 260; i++) client.sendText(command(i));
    for (let i = 256; i < 260; i++)
      expect(await client.nextOf("refused")).toMatchObject({ id: `${i}`, code: "failed", retry: true });
  });

  test("a client that sends hundreds of messages at once does not delay the reply to another client until the last one", async () => {
    const server = await startServer();
    const [flooding, other] = [await openRawWebSocket(server.port), await openRawWebSocket(server.port)];
    const replied: string[] = [];
    const replies = [flooding, other].map(async (socket, i) => {
      await read(socket, (text) => text.includes('{"type":"pong","n":500}'));
      replied.push(i === 0 ? "flooding" : "other");
    });
    const pingOf = (n: number) => encodeClientFrame("text", JSON.stringify({ type: "ping", n }));
    flooding.write(Buffer.concat(Array.from({ length: 500 }, (_, i) => pingOf(i + 1))));
    other.write(pingOf(500));
    await Promise.all(replies);
    expect(replied).toEqual(["other", "flooding"]);
  });

  test("when a frame is broken", async () => {
    const server = await startServer();
    const socket = await openRawWebSocket(server.port);
    socket.write(Buffer.alloc(64, 0xff));
    // A close frame with the code 1002.
    expect(Buffer.from(await read(socket), "latin1").subarray(0, 4)).toEqual(Buffer.of(0x88, 2, 1002 >> 8, 1002 & 255));
    expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  });

  test("when an unknown sub-protocol is offered, followed by a broken frame", async () => {
    const server = await startServer();
    const offer = request("GET /v1", { ...upgradeHeaders, "sec-websocket-protocol": "soap, xmpp" });
    const answer = await sendRequest(server.port, `${offer}${"\u00ff".repeat(64)}`);
    expect(answer).toMatch(/^HTTP\/1.1 400 .*expected the sub-protocol epochal.v1.json among those offered, got/s);
    expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  });

  test.each(["h2c", "websocket"])(
    "when an upgrade to %s follows a request that has no response yet",
    async (upgrade) => {
      const server = await startServer();
      // Node itself refuses the second kind of request.
      for (const first of [request("GET /v1/runs"), request("GET /v1/runs", { expect: "much" })]) {
        expect(
          await sendRequest(server.port, first + request("GET /v1", { ...upgradeHeaders, upgrade })),
        ).not.toContain(" 101 ");
      }
      expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
    },
  );

  test("when its store is damaged, and reports that to the clients that need it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const store = join(folder, "runs.db");
    const first = await serve({ store });
    await collect(first.start(spec, data, { id: "a" }).events$);
    await first.close();
    const database = new DatabaseSync(store);
    database.exec("UPDATE chunks SET json = '{' WHERE last > 1");
    database.close();

    const failures: unknown[] = [];
    const server = await startServer({ store, onClientFailure: (error) => failures.push(error) });
    expect((await fetch(`${server.url.replace("ws", "http")}/v1/runs`)).status).toBe(200);
    const { code, reason } = await exchange(`${server.url}/v1/watch/latest`, []);
    expect({ code, reason }).toEqual({
      code: 1011,
      reason: "internal server error, retry later",
    });
    const lines = await fetch(`${server.url.replace("ws", "http")}/v1/runs/latest/events`);
    expect((await lines.text()).trimEnd().split("\n").at(-1)).toBe(
      '{"type":"error","id":"events","code":"failed","message":"internal server error, retry later","retry":true}',
    );
    expect(failures.map((error) => (error as Error).message.split(":")[0])).toEqual(["log.read", "log.read"]);
    expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  });
});

test.each([
  ["silent", ""],
  ["slow", "GET /v1/runs HTTP/1.1\r\nhost: loc"],
  ["answered", request("GET /healthz")],
])("%s sockets at their limit lock no client out, and cut no connection", async (_, text) => {
  const server = await startServer({ limits: { waitingSockets: 3 } });
  const first = await openRawWebSocket(server.port);
  const sockets = await Promise.all([1, 2, 3, 4, 5].map(() => dial(server.port)));
  const closed = sockets.map((socket) => read(socket));
  for (const socket of sockets) socket.write(text);
  await Promise.race(closed);
  expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  first.write(encodeClientFrame("text", ping));
  await read(first, (reply) => reply.includes('"pong"'));
});

describe("a client that pipelines", () => {
  test("gets the first reply, and then the connection closes", async () => {
    const server = await startServer();
    const text = await sendRequest(server.port, request("GET /v1/runs").repeat(3));
    expect(text.match(/HTTP\/1.1 200/g)).toHaveLength(1);
    expect(text.split("\r\n\r\n")[1]).toBe("[]\n");
    // The events of a run are also a reply.
    expect(
      (await sendRequest(server.port, request("GET /v1/runs/a/events").repeat(2))).match(/HTTP\/1.1/g),
    ).toHaveLength(1);
  });

  test("and does not read makes the server hold one reply, on each of 30 connections", async () => {
    const server = await startServer();
    const requests = request("GET /asyncapi.json").repeat(500);
    const sockets = await Promise.all(Array.from({ length: 30 }, () => dial(server.port)));
    for (const socket of sockets) socket.pause().write(requests);
    const received = await Promise.all(sockets.map((socket) => read(socket.resume())));
    expect(received.map((text) => text.match(/HTTP\/1.1 200/g)?.length)).toEqual(sockets.map(() => 1));
    expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  });

  test("requests with an unknown expectation gets one reply, too", async () => {
    const server = await startServer();
    const requests = request("GET /v1/runs", { expect: "200-maybe" }).repeat(3);
    expect((await sendRequest(server.port, requests)).match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
  });

  test("can send one request after the other on a connection", async () => {
    const server = await startServer();
    const socket = await dial(server.port);
    for (let i = 0; i < 3; i++) {
      socket.write(request("GET /v1/runs"));
      expect(await read(socket, (text) => text.endsWith("[]\n"))).toMatch(/^HTTP\/1.1 200/);
    }
  });
});

describe("a client", () => {
  test.each(["GET", "POST"])("that sends an endless body with %s is disconnected after the reply", async (method) => {
    const server = await startServer();
    const socket = await dial(server.port);
    socket.write(request(`${method} /v1/runs`, { "transfer-encoding": "chunked" }));
    const chunk = `ffff\r\n${"x".repeat(0xffff)}\r\n`;
    const send = () => void (socket.writable && socket.write(chunk, send));
    send();
    expect(await read(socket)).toMatch(/^HTTP\/1.1 (200|405) .*connection: close/is);
    expect((await exchange(`${server.url}/v1`, [ping])).code).toBe(1000);
  });

  test("that sends messages but does not reply to pings is disconnected at the next heartbeat", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock, limits: { heartbeatMs: 100 } });
    const socket = await openRawWebSocket(server.port);
    clock.advance(100);
    const answered = read(socket, (text) => text.includes('"pong"'));
    socket.write(encodeClientFrame("text", ping));
    await answered;
    expect(server.connections).toBe(1);
    clock.advance(100);
    while (server.connections > 0) await nextTurn();
    expect(server.connections).toBe(0);
  });
});

describe("a client is disconnected with 4100", () => {
  const closeFrame = Buffer.of(4100 >> 8, 4100 & 255).toString("latin1");

  test.each([
    ["acknowledgements of nothing", 4100, encodeClientFrame("text", '{"type":"ack","run":"a","seq":1}')],
    ["fragments of one byte", 17_000, Buffer.of(0x00, 0x81, 0, 0, 0, 0, 0x20)],
    ["pings of WebSocket", 17_000, encodeClientFrame("ping", "")],
  ])("if it floods the server with %s", async (_, count, frame) => {
    const server = await startServer({ clock: createFakeClock() });
    const socket = await openRawWebSocket(server.port);
    // The first part of a message, which the fragments continue.
    if (frame[0] === 0) socket.write(Buffer.of(0x01, 0x81, 0, 0, 0, 0, 0x20));
    // Each message may have 16,384 fragments.
    for (let i = 0; i < count; i++) socket.write(frame);
    expect(await read(socket, (text) => text.includes(closeFrame))).toMatch(
      /expected at most \d+ (acknowledgements of nothing|fragments and control frames) a second, got more/,
    );
  });

  test("and then destroyed if it does not close the connection", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock });
    const socket = await openRawWebSocket(server.port);
    const frame = encodeClientFrame("text", ping);
    for (let i = 0; i < 2100; i++) socket.write(frame);
    await read(socket, (text) => text.includes(closeFrame));
    expect(server.connections).toBe(1);
    clock.advance(1000);
    while (server.connections > 0) await nextTurn();
    expect(server.connections).toBe(0);
  });

  test("if its messages are too large together", async () => {
    const server = await startServer({ limits: { messageBytes: 1000, startBytes: 1000 } });
    const { code, reason } = await exchange(
      `${server.url}/v1`,
      Array.from({ length: 5 }, () => ping.padEnd(900)),
    );
    expect({ code, reason }).toEqual({ code: 4100, reason: "expected at most 1000 bytes a second, got more" });
  });
});
