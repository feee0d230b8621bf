import { describe, expect, test } from "vitest";
import { collect, data, spec, startServer } from "./kit/fixtures.ts";
import { createFakeClock } from "./kit/fake-clock.ts";
import { dial, read, request, openRawWebSocket, nextTurn, upgradeHeaders } from "./kit/raw-socket.ts";

const CLOSE_TIMEOUT_MS = 1000;

/** Sends a whole request and half of another one, and waits for the response to the first. */
async function sendHalf(port: number, half: string) {
  const socket = await dial(port);
  socket.write(request("GET /healthz") + half);
  await read(socket, (text) => text.includes('"ok"'));
  return socket;
}

describe("a server that closes", () => {
  test("waits at most a second for clients that have not finished", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock });
    await sendHalf(server.port, "GET /v1/runs HTTP/1.1\r\nHost: loc");
    let isClosed = false;
    const closed = server.close().then(() => (isClosed = true));
    await clock.untilScheduled(CLOSE_TIMEOUT_MS);
    clock.advance(CLOSE_TIMEOUT_MS - 1);
    expect(isClosed).toBe(false);
    clock.advance(1);
    await closed;
  });

  test("destroys connections of clients that neither read nor close", async () => {
    const clock = createFakeClock();
    const server = await startServer({ clock, limits: { drainMs: 0 } });
    await collect(server.start(spec, data).events$);
    for (let i = 0; i < 10; i++) (await openRawWebSocket(server.port, "/v1/watch/latest")).pause();
    const closed = server.close();
    await clock.untilScheduled(CLOSE_TIMEOUT_MS);
    clock.advance(CLOSE_TIMEOUT_MS);
    await closed;
    while (server.connections > 0) await nextTurn();
    expect(server.connections).toBe(0);
  });

  test("does not wait for a client that was refused and keeps its side open", async () => {
    const server = await startServer({ clock: createFakeClock() });
    const socket = await dial(server.port);
    socket.write(request("GET /nowhere", upgradeHeaders));
    expect(await read(socket)).toMatch(/^HTTP\/1.1 404 /);
    await server.close();
  });

  test.each([
    ["a request", request("GET /v1/runs")],
    ["an upgrade", request("GET /v1", upgradeHeaders)],
  ])("refuses %s that is completed now, and says when to retry", async (_, text) => {
    const server = await startServer({ clock: createFakeClock() });
    const socket = await sendHalf(server.port, text.slice(0, 20));
    const closed = server.close();
    socket.write(text.slice(20));
    const answer = await read(socket, (text) => text.includes('"error"'));
    expect(answer).toMatch(/^HTTP\/1.1 503 .*retry-after: 5.*"the server is shutting down, retry in 5 s"/s);
    socket.destroy();
    await closed;
  });

  test("closes once, however often close is called", async () => {
    const server = await startServer();
    expect(server.close()).toBe(server.close());
    await server.close();
  });
});
