import { connect } from "@epochal/client";
import { createTrainer } from "@epochal/core";
import { execFile } from "node:child_process";
import type { TrainingEvent } from "@epochal/stream/events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { firstValueFrom, skipWhile, tap } from "rxjs";
import { describe, expect, onTestFinished, test } from "vitest";
import { serve } from "../src/index.ts";
import { silentLogger } from "../src/logger.ts";
import { createFakeClock } from "./kit/fake-clock.ts";
import { collect, data, spec, startCuttableProxy, startServer, exchange } from "./kit/fixtures.ts";
import { nextTurn, request, sendRequest, upgradeHeaders } from "./kit/raw-socket.ts";

/** A folder that is deleted after the test. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Makes clients reconnect without delay. */
const random = () => 0;
const losses = [...createTrainer(spec, data).epochs()].map(({ loss }) => loss);

describe("a server", () => {
  test("sends every client every epoch exactly once: from the start, joining late, and with its socket cut again and again", async () => {
    const server = await startServer();
    // Slow enough to wait for the first step.
    const run = server.start(spec, data, { isPaused: true });
    const goOn = () => run.command({ type: "step", epochs: 200 });
    goOn();
    const proxy = await startCuttableProxy(server.port);

    const early = collect(connect(server.url, { random }).run(run.id).events$);
    // The next epochs are only trained after the last ones were received; then the socket is cut.
    const cutAgain = tap<TrainingEvent>((event) => {
      if (event.type !== "epoch" || event.epoch % 200 > 0) return;
      proxy.cut();
      goOn();
    });
    const cut = collect(connect(proxy.url, { random }).run("latest").events$.pipe(cutAgain));
    await firstValueFrom(run.events$.pipe(skipWhile((event) => event.type !== "epoch" || event.epoch < 500)));
    const late = collect(connect(server.url, { random }).run("latest").events$);

    const events = await collect(run.events$);
    expect(events.flatMap((event) => (event.type === "epoch" ? [event.loss] : []))).toEqual(losses);
    expect(await early).toEqual(events);
    expect(await late).toEqual(events);
    expect(await cut).toEqual(events);
    expect(proxy.accepted).toBeGreaterThan(3);
  });

  test("shows a run to a client that opens its URL and sends nothing", async () => {
    const server = await startServer();
    server.start(spec, data);
    const { messages } = await exchange(`${server.url}/v1/watch/latest`, []);
    expect(messages.map(({ type }) => type).slice(0, 2)).toEqual(["hello", "subscribed"]);
    const columns = messages.flatMap(({ chunk }) => (chunk as { loss?: number[] } | undefined)?.loss ?? []);
    expect(columns).toEqual(losses);
    expect(messages.at(-1)).toMatchObject({ type: "end", status: "finished" });
  });

  test("prints a run's losses with the ten lines of PROTOCOL.md and Node's own WebSocket", async () => {
    const server = await startServer();
    server.start(spec, data);
    const text = readFileSync(new URL("../../../packages/protocol/PROTOCOL.md", import.meta.url), "utf8");
    const [, lines = ""] = /```js\n([\s\S]*?)```/.exec(text)!;
    const file = join(temporaryFolder(), "ten-lines.mjs");
    writeFileSync(file, lines.replace("ws://localhost:8080", server.url));
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    const printed = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ").map(Number));
    expect(printed).toEqual(losses.map((loss, i) => [i + 1, loss]));
  });

  test("lets a client that subscribes to the latest run wait for the first one", async () => {
    const server = await startServer();
    const watched = collect(connect(server.url).run("latest").events$);
    while (server.connections === 0) await new Promise((resolve) => setImmediate(resolve));
    const run = server.start(spec, data);
    expect(await watched).toEqual(await collect(run.events$));
  });

  test("starts after a cursor, and sends a live client the sum of what it skips", async () => {
    const server = await startServer();
    const run = server.start(spec, data);
    const events = await collect(run.events$);
    await server.settled();
    const [{ log }] = (await (await fetch(`${server.url.replace("ws", "http")}/v1/runs`)).json()) as [{ log: string }];
    expect(await collect(connect(server.url).run(run.id, { after: `${log}:1000` }).events$)).toEqual(
      events.slice(1000),
    );
    const { messages } = await exchange(`${server.url}/v1/watch/${run.id}?after=live`, []);
    expect(messages.slice(1)).toEqual([
      expect.objectContaining({ type: "subscribed", from: 1 }),
      expect.objectContaining({ type: "gap", run: run.id, from: 1, to: events.length, reason: "skipped" }),
      { type: "caughtUp", run: run.id, seq: events.length },
      { type: "end", run: run.id, seq: events.length, status: "finished" },
    ]);
  });

  test("sends heartbeats with the heads of the subscribed runs while nothing happens", async () => {
    // A client that has not answered one heartbeat before the next is dropped: on a busy machine, 20 ms are too few.
    const server = await startServer({ limits: { heartbeatMs: 1000 } });
    const run = server.start(spec, data);
    run.command({ type: "pause" });
    await server.settled();
    const socket = new WebSocket(`${server.url}/v1/watch/${run.id}`);
    const heartbeat = await new Promise<Record<string, unknown>>((resolve) => {
      socket.onmessage = ({ data: text }) => {
        const message = JSON.parse(String(text)) as Record<string, unknown>;
        if (message["type"] === "heartbeat") resolve(message);
      };
    });
    socket.close();
    expect(heartbeat["heads"]).toEqual({ [run.id]: expect.any(Number) });
  });

  test("keeps a run when it is restarted on the same store, and continues for a client that reconnects", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const first = await serve({ store });
    const events = await collect(first.start(spec, data, { id: "kept" }).events$);
    await first.close();
    const second = await startServer({ store });
    expect(await collect(connect(second.url).run("kept").events$)).toEqual(events);
  });

  test("marks a run as interrupted when it is closed during the run, and keeps its events", async () => {
    const store = join(temporaryFolder(), "runs.db");
    const first = await serve({ store });
    const run = first.start(spec, data, { id: "cut", epochsPerSecond: 100 });
    await firstValueFrom(run.events$.pipe(skipWhile(({ seq }) => seq < 20)));
    await first.close();
    const second = await startServer({ store });
    const { messages } = await exchange(`${second.url}/v1/watch/cut`, []);
    expect(messages.at(-1)).toMatchObject({ type: "end", status: "interrupted" });
    expect((await collect(connect(second.url).run("cut").events$)).length).toBeGreaterThanOrEqual(20);
  });
});

test("a run that fails ends as interrupted for all clients", async () => {
  const failures: unknown[] = [];
  const server = await startServer({ onFailure: (run, error) => failures.push([run, (error as Error).message]) });
  const watched = exchange(`${server.url}/v1/watch/latest`, []);
  while (server.connections === 0) await new Promise((resolve) => setImmediate(resolve));
  server.start({ ...spec, batchSize: -1 }, data, { id: "broken" });
  expect((await watched).messages.at(-1)).toEqual({
    type: "end",
    run: "broken",
    seq: 0,
    status: "interrupted",
    reason: "runFailed",
  });
  expect(failures).toEqual([["broken", expect.stringMatching(/expected .*batchSize/)]]);
});

describe("a server that receives an invalid message", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, number, RegExp]>([
    ["invalid JSON", "garbage", 4000, /expected a JSON object, got "garbage"/],
    ["an unknown type", '{"type":"dance"}', 4000, /expected type "subscribe".*got "dance"/],
    [
      "a field of the wrong type",
      '{"type":"subscribe","id":1,"run":"latest"}',
      4000,
      /expected id of subscribe to be a string, got 1/,
    ],
    ["a binary frame", Uint8Array.of(1, 2, 3), 4000, /expected a text frame, got a binary one/],
    ["a message that is too large", "x".repeat(70_000), 1009, /.*/],
  ])("closes with the documented code on %s", async (_, text, code, reason) => {
    const server = await startServer();
    const closed = await exchange(`${server.url}/v1`, [text]);
    expect(closed.code).toBe(code);
    expect(closed.reason).toMatch(reason);
    // It still serves others.
    expect((await exchange(`${server.url}/v1`, ['{"type":"ping","n":1}'])).messages.at(-1)).toEqual({
      type: "pong",
      n: 1,
    });
  });

  test.each([
    ["an unknown run", { run: "unknown" }, "unknownRun", 'expected the id of a run or "latest", got "unknown"'],
    ["a cursor of another log", { run: "a", after: "other:3" }, "logReplaced", "got other:3: subscribe from start"],
    ["a cursor ahead of the log", { run: "a", after: "LOG:99999" }, "cursorAhead", ":99999: subscribe from start"],
  ])("answers %s with an error about the subscription only", async (_, options, code, message) => {
    const server = await startServer();
    await collect(server.start(spec, data, { id: "a" }).events$);
    await server.settled();
    const [{ log }] = (await (await fetch(`${server.url.replace("ws", "http")}/v1/runs`)).json()) as [{ log: string }];
    const text = JSON.stringify({ type: "subscribe", id: "s", ...options }).replace("LOG", log);
    const { messages } = await exchange(`${server.url}/v1`, [text]);
    expect(messages.at(-1)).toMatchObject({ type: "error", id: "s", code, message: expect.stringContaining(message) });
  });

  test("chooses its own sub-protocol among those offered, and accepts clients that offer none", async () => {
    const server = await startServer();
    const ping = ['{"type":"ping","n":1}'];
    expect((await exchange(`${server.url}/v1`, ping, ["soap", "epochal.v1.json"])).protocol).toBe("epochal.v1.json");
    expect((await exchange(`${server.url}/v1`, ping)).protocol).toBe("");
  });
});

describe("access to a server", () => {
  const ask = (url: string, headers: Record<string, string> = {}) =>
    fetch(`${url.replace("ws", "http")}/v1/runs`, { headers });

  test("needs the token, if there is one", async () => {
    const server = await startServer({ token: "secret" });
    expect((await ask(server.url)).status).toBe(401);
    expect((await ask(server.url, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await ask(server.url, { authorization: "Bearer secret" })).status).toBe(200);
    const run = server.start(spec, data);
    expect(await collect(connect(server.url, { token: "secret" }).run(run.id).events$)).toHaveLength(
      (await collect(run.events$)).length,
    );
    // As in a browser, which cannot set headers of a WebSocket.
    const webSocket = class extends WebSocket {};
    expect(await collect(connect(server.url, { token: "secret", webSocket }).run(run.id).events$)).not.toEqual([]);
    await expect(collect(connect(server.url, { token: "wrong", webSocket }).run(run.id).events$)).rejects.toThrow(
      /expected an epochal server at .*, got 401: wrong or missing token/,
    );
    await expect(collect(connect(server.url, { token: "wrong" }).run(run.id).events$)).rejects.toThrow(
      /expected an epochal server at .*, got 401: wrong or missing token/,
    );
  });

  test("is refused to pages from other hosts", async () => {
    const server = await startServer();
    expect((await ask(server.url, { origin: "https://example.com" })).status).toBe(403);
    expect((await ask(server.url, { origin: "http://localhost:5173" })).status).toBe(200);
  });

  test("is only possible from this machine, unless there is a token", async () => {
    await expect(serve({ host: "0.0.0.0" })).rejects.toThrow(
      "serve: listening on 0.0.0.0 needs a token, because other machines can reach it",
    );
  });

  test.each([{ token: "123456789012345" }, { token: "1234567890123456", viewToken: "look" }])(
    "from other machines needs tokens that cannot be guessed, unlike %o",
    async (tokens) => {
      await expect(serve({ host: "0.0.0.0", ...tokens })).rejects.toThrow(
        "serve: listening on 0.0.0.0 needs tokens of at least 16 characters, such as from: openssl rand -hex 16",
      );
    },
  );

  test("from other machines without a certificate is logged as a warning", async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, event: string) => warnings.push(event) };
    await startServer({ host: "0.0.0.0", token: "1234567890123456", logger });
    await startServer({ token: "secret", logger });
    expect(warnings).toEqual(["tokens and events travel unencrypted: use a certificate, or a proxy that has one"]);
  });

  test("with wrong tokens is refused later and later, over HTTP and as a WebSocket", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock, token: "secret" });
    const wrong = [
      request("GET /v1/runs?token=guess", { connection: "close" }),
      request("GET /v1?token=guess", upgradeHeaders),
    ];
    for (const text of [wrong[0]!, wrong[1]!, wrong[0]!]) {
      expect(await sendRequest(server.port, text)).toMatch(/^HTTP\/1.1 401 /);
    }
    for (const [i, text] of wrong.entries()) {
      const answered = sendRequest(server.port, text);
      // The right token is not delayed, and neither is a missing one.
      expect(await sendRequest(server.port, request("GET /v1/runs?token=secret", { connection: "close" }))).toContain(
        " 200 ",
      );
      expect(await sendRequest(server.port, request("GET /v1/runs", { connection: "close" }))).toContain(" 401 ");
      let isAnswered = false;
      void answered.then(() => (isAnswered = true));
      clock.advance(100 * 2 ** i - 1);
      await nextTurn();
      expect(isAnswered).toBe(false);
      clock.advance(1);
      expect(await answered).toMatch(/^HTTP\/1.1 401 /);
    }
  });

  test("fails with the port that is in use and what to do", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(serve({ port })).rejects.toThrow(
      `serve: cannot listen on 127.0.0.1:${port}: the port is in use; choose another one, or stop the program that uses it`,
    );
  });

  test("is refused beyond the limit of connections until another one has closed", async () => {
    const server = await startServer({ limits: { connections: 1 } });
    const first = new WebSocket(`${server.url}/v1`);
    await new Promise((resolve) => (first.onmessage = resolve));
    expect((await exchange(`${server.url}/v1`, [])).code).toBe(1006);
    // A WebSocket does not get the reason; plain HTTP does.
    const refused = await fetch(`${server.url.replace("ws", "http")}/v1`);
    expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
      503,
      "5",
      { error: "the server has reached its limit of 1 connections, retry in 5 s" },
    ]);
    first.close();
    while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await exchange(`${server.url}/v1`, ['{"type":"ping","n":1}'])).code).toBe(1000);
  });
});
