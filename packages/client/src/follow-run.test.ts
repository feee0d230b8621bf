import type { TrainingEvent } from "@epochal/stream/events";
import { ProtocolError, type ServerMessage } from "@epochal/protocol";
import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, gap, hello, positions, subscribed } from "../test/scripted-server.ts";
import { connect, type WatchOptions } from "./connect.ts";

/** A client of a scripted server, and all that it hears. */
function follow(options: WatchOptions & { run?: string } = {}) {
  const server = createScriptedServer();
  const remote = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run(options.run ?? "latest", options);
  const events: TrainingEvent[] = [];
  const heard: (number | string)[] = [];
  const statuses: string[] = [];
  let end: "completed" | Error | undefined;
  remote.status$.subscribe((status) => statuses.push(status));
  remote.gaps$.subscribe(({ from, to, reason }) => heard.push(`${from}-${to} ${reason}`));
  const subscription = remote.events$.subscribe({
    next(event) {
      events.push(event);
      heard.push(event.seq);
    },
    error: (error: Error) => (end = error),
    complete: () => (end = "completed"),
  });
  return {
    ...server,
    events,
    heard,
    statuses,
    subscription,
    get socket() {
      return server.sockets.at(-1)!;
    },
    get end() {
      return end;
    },
  };
}

describe("a client that follows a run", () => {
  test("speaks the protocol by its name, asks for the run from its start and tells each event once", () => {
    const client = follow();
    expect(client.socket.protocol).toBe("epochal.v1.json");
    expect(client.socket.url.pathname).toBe("/v1");
    client.socket.say(hello);
    expect(client.socket.received).toEqual([
      { type: "subscribe", id: "run", run: "latest", after: "start", mode: "all", window: 256 },
    ]);
    client.socket.say(subscribed(1), epochs(1, 3), epochs(2, 5), { type: "caughtUp", run: "run-1", seq: 5 });
    expect(positions(client.events)).toEqual([1, 2, 3, 4, 5]);
    expect(client.statuses).toEqual(["connecting", "connecting", "replaying", "live"]);
  });

  test("goes on at its cursor, in the same run, when the connection is lost", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1), epochs(1, 3));
    client.socket.drop();
    expect(client.statuses.at(-1)).toBe("lost");
    client.pass(249);
    expect(client.sockets).toHaveLength(1);
    client.pass(1);
    expect(client.sockets).toHaveLength(2);
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ type: "subscribe", id: "run", run: "run-1", after: "abc:3" }]);
    client.socket.say(subscribed(4), epochs(2, 6), { type: "end", run: "run-1", seq: 6, status: "finished" });
    expect(positions(client.events)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(client.end).toBe("completed");
    expect(client.socket.isOpen).toBe(false);
  });

  test("waits longer after each failure, at most 15 s, and at once again after a success", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = client.scheduler.frame;
      client.socket.drop();
      const count = client.sockets.length;
      while (client.sockets.length === count && !client.end) client.pass(1);
      waits.push(client.scheduler.frame - before);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
    client.socket.say(hello, subscribed(1));
    client.socket.drop();
    client.pass(250);
    expect(client.sockets).toHaveLength(10);
  });

  test("comes back at once where the close code says so, and not at all where it says stop", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    client.socket.drop(4200);
    client.pass(0);
    expect(client.sockets).toHaveLength(2);
    client.socket.say(hello);
    client.socket.drop(4000, "expected something else");
    expect(client.end).toEqual(
      new Error("connect: expected ws://localhost:8080 to go on, got close code 4000: expected something else"),
    );
  });

  test("asks again when an event is missing, so that none is left out in silence", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1), epochs(1, 3), epochs(5, 6));
    expect(positions(client.events)).toEqual([1, 2, 3]);
    client.pass(250);
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ after: "abc:3" }]);
  });

  test("goes on behind a gap it is told of", () => {
    const client = follow({ after: "live" });
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ after: "live" }]);
    client.socket.say(subscribed(1), gap(1, 40, "skipped"), epochs(41, 42));
    expect(positions(client.events)).toEqual([41, 42]);
    client.socket.drop();
    client.pass(250);
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ after: "abc:42" }]);
  });

  test.each(["start", "live"])(
    "has its place as soon as it is subscribed, before the first event: after %s",
    (after) => {
      const client = follow({ after });
      client.socket.say(hello, subscribed(1, 0));
      client.socket.drop();
      client.pass(250);
      client.socket.say(hello);
      expect(client.socket.received).toMatchObject([{ run: "run-1", after: "abc:0" }]);
    },
  );

  test("still asks for what is live when the connection goes before it is told what that leaves out", () => {
    const client = follow({ after: "live" });
    client.socket.say(hello, subscribed(1, 40));
    client.socket.drop();
    client.pass(250);
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ run: "run-1", after: "live" }]);
  });

  test.each(["logReplaced", "cursorAhead"] as const)(
    "errs, and says why, when it comes back and its cursor is %s: what it told is of a log that is no more",
    (code) => {
      const client = follow();
      client.socket.say(hello, subscribed(1), epochs(1, 3));
      client.socket.drop();
      client.pass(250);
      client.socket.say(hello, { type: "error", id: "run", code, message: "subscribe: expected …", retry: false });
      expect(client.end).toEqual(
        new Error(
          'connect: expected run "run-1" to go on after event 3, got another log of it: subscribe again for its events from the start',
        ),
      );
      expect(client.socket.isOpen).toBe(false);
    },
  );

  test("tries again, with growing waits, where the server says that it may work later", () => {
    const client = follow();
    const full = {
      type: "error",
      id: "run",
      code: "tooManySubscriptions",
      message: "subscribe: …",
      retry: true,
    } as const;
    client.socket.say(hello, full);
    expect(client.sockets[0]!.isOpen).toBe(false);
    client.pass(249);
    expect(client.sockets).toHaveLength(1);
    client.pass(1);
    client.socket.say(hello, full);
    client.pass(499);
    expect(client.sockets).toHaveLength(2);
    client.pass(1);
    client.socket.say(hello, subscribed(1), epochs(1, 2));
    expect(positions(client.events)).toEqual([1, 2]);
    expect(client.end).toBeUndefined();
  });

  test.each([
    ["no JSON", "<html>", "expected a JSON object"],
    [
      "events without a chunk",
      '{"type":"events","run":"run-1","first":1,"last":1}',
      "expected chunk of events to be an object, got nothing",
    ],
    [
      "a caughtUp without a position",
      '{"type":"caughtUp","run":"run-1"}',
      "expected seq of caughtUp to be a whole number ≥ 0, got nothing",
    ],
  ])("errs on a frame that is %s, and closes its socket", (_, frame, message) => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    client.socket.onmessage?.({ data: frame });
    expect(client.end).toBeInstanceOf(ProtocolError);
    expect(String(client.end)).toContain(message);
    expect(client.socket.isOpen).toBe(false);
  });

  test("counts events of a later version that it cannot read", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1), epochs(1, 2));
    client.socket.onmessage?.({
      data: '{"type":"events","run":"run-1","first":3,"last":3,"chunk":{"type":"dreamed","seq":3}}',
    });
    client.socket.onmessage?.({ data: '{"type":"fireworks"}' });
    client.socket.say(epochs(4, 4));
    expect(positions(client.events)).toEqual([1, 2, 4]);
  });

  test("takes silence for loss: two and a half heartbeats without a word", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    client.pass(2000);
    client.socket.say({ type: "heartbeat", heads: {}, time: 0 });
    client.pass(2499);
    expect(client.socket.isOpen).toBe(true);
    client.pass(1);
    expect(client.sockets[0]!.isOpen).toBe(false);
    expect(client.statuses.at(-1)).toBe("lost");
  });

  test("is stale when nothing has come for longer than the server promised, and live again when something does", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1, 0), { type: "caughtUp", run: "run-1", seq: 0 });
    client.pass(1499);
    expect(client.statuses.at(-1)).toBe("live");
    client.pass(1);
    expect(client.statuses.at(-1)).toBe("stale");
    client.socket.say({ type: "heartbeat", heads: {}, time: 0 });
    expect(client.statuses.at(-1)).toBe("live");
    client.pass(2500);
    expect(client.statuses.slice(-2)).toEqual(["stale", "lost"]);
  });

  test("is lost when no hello comes within ten seconds", () => {
    const client = follow();
    client.pass(9999);
    expect(client.socket.isOpen).toBe(true);
    client.pass(1);
    expect([client.socket.isOpen, client.statuses.at(-1)]).toEqual([false, "lost"]);
  });

  test("asks again where the server has more, and sends nothing, from one heartbeat to the next", () => {
    const client = follow();
    const heartbeat = { type: "heartbeat", heads: { "run-1": 9 }, time: 0 } as const;
    client.socket.say(hello, subscribed(1), epochs(1, 3), heartbeat, epochs(4, 4), heartbeat);
    expect(client.sockets[0]!.isOpen).toBe(true);
    client.socket.say(heartbeat);
    expect(client.sockets[0]!.isOpen).toBe(false);
    client.pass(250);
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ after: "abc:4" }]);
  });

  test("acknowledges each quarter of its window", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1, 1000), epochs(1, 63));
    expect(client.socket.received).toHaveLength(1);
    client.socket.say(epochs(64, 64), epochs(65, 200));
    expect(client.socket.received.slice(1)).toEqual([
      { type: "ack", run: "run-1", seq: 64 },
      { type: "ack", run: "run-1", seq: 200 },
    ]);
  });

  test("acknowledges all it has in mode latest, since only then it gets more", () => {
    const client = follow({ mode: "latest" });
    client.socket.say(hello, subscribed(1, 1000), gap(1, 40, "skipped"), epochs(41, 41));
    expect(client.socket.received).toMatchObject([
      { mode: "latest", window: 256 },
      { type: "ack", seq: 41 },
    ]);
  });

  test("asks for no larger window than the server allows, and for what was wished", () => {
    const client = follow({ mode: "sampled", every: 10, perSecond: 5, window: 9999 });
    client.socket.say(hello);
    expect(client.socket.received).toMatchObject([{ mode: "sampled", every: 10, perSecond: 5, window: 4096 }]);
  });

  test("tells of gaps where the events would have stood", () => {
    const client = follow({ mode: "sampled" });
    client.socket.say(hello, subscribed(1), epochs(1, 1), gap(2, 5, "sampled"), epochs(6, 6), gap(7, 9, "later"));
    expect(client.heard).toEqual([1, "2-5 sampled", 6, "7-9 later"]);
  });

  test("waits as long as a server that goes away advises, at most, and a part of it by chance", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1), { type: "draining", closeMs: 100, returnMs: 8000 });
    client.socket.drop(1001);
    client.pass(3999);
    expect(client.sockets).toHaveLength(1);
    client.pass(1);
    expect(client.sockets).toHaveLength(2);
    // It was the advice of that server.
    client.socket.say(hello, subscribed(1));
    client.socket.drop();
    client.pass(250);
    expect(client.sockets).toHaveLength(3);
  });

  test("waits before it comes back at once for the second time in a row", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    client.socket.drop(4200);
    client.pass(0);
    client.socket.say(hello);
    client.socket.drop(4200);
    client.pass(0);
    expect(client.sockets).toHaveLength(2);
    client.pass(500);
    expect(client.sockets).toHaveLength(3);
  });

  test.each<[string, ServerMessage[], string]>([
    [
      "answers with another run",
      [{ ...subscribed(4), run: "run-2" } as ServerMessage],
      'subscribe: expected run "run-1" after abc:3, got run "run-2" from event abc:4',
    ],
    [
      "answers with another log",
      [{ ...subscribed(4), log: "xyz" } as ServerMessage],
      'subscribe: expected run "run-1" after abc:3, got run "run-1" from event xyz:4',
    ],
    [
      "begins behind what was asked for",
      [subscribed(5)],
      'subscribe: expected run "run-1" after abc:3, got run "run-1" from event abc:5',
    ],
    [
      "sends more than the window",
      [subscribed(4), epochs(4, 260)],
      "events: expected at most 256 that are not acknowledged, got more",
    ],
  ])("errs when the server %s", (_, messages, error) => {
    const client = follow();
    client.socket.say(hello, subscribed(1), epochs(1, 3));
    client.socket.drop();
    client.pass(250);
    client.socket.say(hello, ...messages);
    expect(client.end).toEqual(new ProtocolError(error));
    expect([client.socket.isOpen, client.socket.closedWith]).toEqual([false, 4000]);
  });

  test.each<[string, ServerMessage]>([
    ["events", epochs(6, 7)],
    ["a gap", gap(6, 7, "sampled")],
    ["a caughtUp", { type: "caughtUp", run: "run-1", seq: 7 }],
    ["an end", { type: "end", run: "run-1", seq: 7, status: "finished" }],
  ])("asks again where %s shows that something is missing, and errs where it is missing again", (_, message) => {
    const client = follow();
    client.socket.say(hello, subscribed(1), epochs(1, 3), message);
    expect([client.socket.isOpen, client.end]).toEqual([false, undefined]);
    client.pass(250);
    client.socket.say(hello, subscribed(4), message);
    expect(client.end).toBeInstanceOf(ProtocolError);
    expect(String(client.end)).toContain('connect: expected event 4 of run "run-1", got ');
  });

  test("gives the server's refusal as its error", () => {
    const client = follow({ run: "nobody" });
    client.socket.say(hello, {
      type: "error",
      id: "run",
      code: "unknownRun",
      message: "subscribe: expected …",
      retry: false,
    });
    expect(client.end).toEqual(new Error("subscribe: expected …"));
    expect(client.socket.isOpen).toBe(false);
  });

  test("closes its socket and tries no more when it is unsubscribed from", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    client.subscription.unsubscribe();
    expect(client.socket.isOpen).toBe(false);
    client.pass(60_000);
    expect(client.sockets).toHaveLength(1);
  });

  test("makes no other connection for who leaves as the connection is lost", () => {
    const server = createScriptedServer();
    const remote = connect("ws://localhost:8080", server).run("latest");
    const subscription = remote.events$.subscribe();
    remote.status$.subscribe((status) => {
      if (status === "lost") subscription.unsubscribe();
    });
    server.sockets[0]!.say(hello, subscribed(1));
    server.sockets[0]!.drop();
    server.pass(60_000);
    expect(server.sockets).toHaveLength(1);
  });

  test("asks no longer why it was refused when nobody waits for the answer", async () => {
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

  test("completes, and says so, when the run was interrupted", () => {
    const client = follow();
    client.socket.say(hello, subscribed(1), epochs(1, 2), { type: "end", run: "run-1", seq: 2, status: "interrupted" });
    expect(client.end).toBe("completed");
    expect(client.statuses.at(-1)).toBe("interrupted");
  });
});

test.each(["localhost:8080", "ftp://localhost", "", "not a url"])("connect refuses %o", (url) => {
  expect(() => connect(url)).toThrow(`connect: expected a URL such as ws://localhost:8080, got "${url}"`);
});
