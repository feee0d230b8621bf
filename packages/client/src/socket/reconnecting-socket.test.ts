import { describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { follow } from "../../test/follow.ts";
import { createScriptedServer, hello, subscribed } from "../../test/scripted-server.ts";

describe("a client whose connection is lost", () => {
  test("waits longer after each failure, at most 15 s, and resets the wait after a subscription that lasts", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1));
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = client.scheduler.frame;
      client.socket.drop();
      const count = client.sockets.length;
      while (client.sockets.length === count && !client.end) client.pass(1);
      waits.push(client.scheduler.frame - before);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
    client.socket.emit(hello, subscribed(1));
    for (let seconds = 0; seconds < 5; seconds++) {
      client.pass(1000);
      client.socket.emit({ type: "heartbeat", heads: {}, time: 0 });
    }
    client.socket.drop();
    client.pass(250);
    expect(client.sockets).toHaveLength(10);
  });

  test("reconnects immediately or not at all, as the close code says", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1));
    client.socket.drop(4200);
    client.pass(0);
    expect(client.sockets).toHaveLength(2);
    client.socket.emit(hello);
    client.socket.drop(4000, "expected something else");
    expect(client.end).toEqual(
      new Error("connect: expected ws://localhost:8080 to continue, got close code 4000: expected something else"),
    );
  });

  test("treats a silence of two and a half heartbeats as a lost connection", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1));
    client.pass(2000);
    client.socket.emit({ type: "heartbeat", heads: {}, time: 0 });
    client.pass(2499);
    expect(client.socket.isOpen).toBe(true);
    client.pass(1);
    expect(client.sockets[0]!.isOpen).toBe(false);
    expect(client.statuses.at(-1)).toBe("lost");
  });

  test("is stale after a silence longer than the server promised, and live again with the next message", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1, 0), { type: "caughtUp", run: "run-1", seq: 0 });
    client.pass(1499);
    expect(client.statuses.at(-1)).toBe("live");
    client.pass(1);
    expect(client.statuses.at(-1)).toBe("stale");
    client.socket.emit({ type: "heartbeat", heads: {}, time: 0 });
    expect(client.statuses.at(-1)).toBe("live");
    client.pass(2500);
    expect(client.statuses.slice(-2)).toEqual(["stale", "lost"]);
  });

  test("is lost if no hello arrives within ten seconds", () => {
    const client = follow();
    client.pass(9999);
    expect(client.socket.isOpen).toBe(true);
    client.pass(1);
    expect([client.socket.isOpen, client.statuses.at(-1)]).toEqual([false, "lost"]);
  });

  test("waits a random part of the time that a server advises before it shuts down", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1), { type: "draining", closeMs: 100, returnMs: 8000 });
    client.socket.drop(1001);
    client.pass(3999);
    expect(client.sockets).toHaveLength(1);
    client.pass(1);
    expect(client.sockets).toHaveLength(2);
    // The advice does not apply to later losses.
    client.socket.emit(hello, subscribed(1));
    client.socket.drop();
    client.pass(500);
    expect(client.sockets).toHaveLength(3);
  });

  test("waits before the second immediate reconnect in a row", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1));
    client.socket.drop(4200);
    client.pass(0);
    client.socket.emit(hello);
    client.socket.drop(4200);
    client.pass(0);
    expect(client.sockets).toHaveLength(2);
    client.pass(500);
    expect(client.sockets).toHaveLength(3);
  });

  test("closes its socket and does not reconnect after unsubscribing", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1));
    client.subscription.unsubscribe();
    expect(client.socket.isOpen).toBe(false);
    client.pass(60_000);
    expect(client.sockets).toHaveLength(1);
  });

  test("does not reconnect for a subscriber that unsubscribes when the connection is lost", () => {
    const server = createScriptedServer();
    const remote = connect("ws://localhost:8080", server).run("latest");
    const subscription = remote.events$.subscribe();
    remote.status$.subscribe((status) => {
      if (status === "lost") subscription.unsubscribe();
    });
    server.sockets[0]!.emit(hello, subscribed(1));
    server.sockets[0]!.drop();
    server.pass(60_000);
    expect(server.sockets).toHaveLength(1);
  });

  test("aborts the request for the reason of a failure after unsubscribing", async () => {
    const server = createScriptedServer();
    const asked = new Promise<AbortSignal>((resolve) => {
      const ask = (_url: unknown, { signal }: RequestInit) => (resolve(signal!), new Promise<Response>(() => {}));
      const subscription = connect("ws://localhost:8080", { ...server, fetch: ask as typeof fetch })
        .run("latest")
        .events$.subscribe();
      server.sockets[0]!.drop();
      subscription.unsubscribe();
    });
    expect((await asked).aborted).toBe(true);
  });
});
