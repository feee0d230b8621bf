import type { TrainingEvent } from "@epochal/stream/events";
import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, hello, positions, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";

/** A client of a scripted server, and all that it hears. */
function follow(options: { after?: string; run?: string } = {}) {
  const server = createScriptedServer();
  const remote = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run(options.run ?? "latest", options);
  const events: TrainingEvent[] = [];
  const statuses: string[] = [];
  let end: "completed" | Error | undefined;
  remote.status$.subscribe((status) => statuses.push(status));
  const subscription = remote.events$.subscribe({
    next: (event) => events.push(event),
    error: (error: Error) => (end = error),
    complete: () => (end = "completed"),
  });
  return {
    ...server,
    events,
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
    expect(client.socket.received).toEqual([{ type: "subscribe", id: "run", run: "latest", after: "start" }]);
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
    expect(client.socket.received).toEqual([{ type: "subscribe", id: "run", run: "run-1", after: "abc:3" }]);
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
      while (client.sockets.length === count) client.pass(1);
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
    client.socket.say(subscribed(1), { type: "gap", run: "run-1", from: 1, to: 40, reason: "skipped" }, epochs(41, 42));
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
    ["no JSON", "<html>", "expected a JSON object with a type"],
    ["events without a chunk", '{"type":"events","run":"run-1","first":1,"last":1}', "expected events in a chunk"],
  ])("errs on a frame that is %s, and closes its socket", (_, frame, message) => {
    const client = follow();
    client.socket.say(hello, subscribed(1));
    client.socket.onmessage?.({ data: frame });
    expect(client.end).toBeInstanceOf(TypeError);
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
