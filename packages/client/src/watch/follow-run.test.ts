import { ProtocolError, type ServerMessage, type SubscribedMessage } from "@epochal/protocol";
import { describe, expect, test } from "vitest";
import { follow } from "../../test/follow.ts";
import { epochs, gap, hello, positions, subscribed } from "../../test/scripted-server.ts";

describe("a client that follows a run", () => {
  test("offers the sub-protocol, subscribes from the start and emits each event once", () => {
    const client = follow();
    expect(client.socket.protocol).toBe("epochal.v1.json");
    expect(client.socket.url.pathname).toBe("/v1");
    client.socket.emit(hello);
    expect(client.socket.received).toEqual([
      { type: "subscribe", id: "run", run: "latest", after: "start", mode: "all", window: 256 },
    ]);
    client.socket.emit(subscribed(1), epochs(1, 3), epochs(2, 5), { type: "caughtUp", run: "run-1", seq: 5 });
    expect(positions(client.events)).toEqual([1, 2, 3, 4, 5]);
    expect(client.statuses).toEqual(["connecting", "connecting", "replaying", "live"]);
  });

  test("resumes at its cursor, in the same run, after a lost connection", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1), epochs(1, 3));
    client.socket.drop();
    expect(client.statuses.at(-1)).toBe("lost");
    client.pass(249);
    expect(client.sockets).toHaveLength(1);
    client.pass(1);
    expect(client.sockets).toHaveLength(2);
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ type: "subscribe", id: "run", run: "run-1", after: "abc:3" }]);
    client.socket.emit(subscribed(4), epochs(2, 6), { type: "end", run: "run-1", seq: 6, status: "finished" });
    expect(positions(client.events)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(client.end).toBe("completed");
    expect(client.socket.isOpen).toBe(false);
  });

  test("subscribes again if an event is missing", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1), epochs(1, 3), epochs(5, 6));
    expect(positions(client.events)).toEqual([1, 2, 3]);
    client.pass(250);
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ after: "abc:3" }]);
  });

  test("continues after a gap", () => {
    const client = follow({ after: "live" });
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ after: "live" }]);
    client.socket.emit(subscribed(1), gap(1, 40, "skipped"), epochs(41, 42));
    expect(positions(client.events)).toEqual([41, 42]);
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ after: "abc:42" }]);
  });

  test.each(["start", "live"])(
    "has a cursor as soon as it is subscribed, before the first event: after %s",
    (after) => {
      const client = follow({ after });
      client.socket.emit(hello, subscribed(1, 0));
      client.socket.drop();
      client.pass(250);
      client.socket.emit(hello);
      expect(client.socket.received).toMatchObject([{ run: "run-1", after: "abc:0" }]);
    },
  );

  test("asks for `live` again if the connection is lost before the gap of skipped events", () => {
    const client = follow({ after: "live" });
    client.socket.emit(hello, subscribed(1, 40));
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ run: "run-1", after: "live" }]);
  });

  test.each(["logReplaced", "cursorAhead"] as const)(
    "fails with an explanation if the server has a different log after a reconnect: %s",
    (code) => {
      const client = follow();
      client.socket.emit(hello, subscribed(1), epochs(1, 3));
      client.socket.drop();
      client.pass(250);
      client.socket.emit(hello, { type: "error", id: "run", code, message: "subscribe: expected …", retry: false });
      expect(client.end).toEqual(
        new Error(
          'connect: expected run "run-1" to continue after event 3, got a different log: subscribe again from the start',
        ),
      );
      expect(client.socket.isOpen).toBe(false);
    },
  );

  test("retries with growing waits if the server says that a retry may succeed", () => {
    const client = follow();
    const full = {
      type: "error",
      id: "run",
      code: "tooManySubscriptions",
      message: "subscribe: …",
      retry: true,
    } as const;
    client.socket.emit(hello, full);
    expect(client.sockets[0]!.isOpen).toBe(false);
    client.pass(249);
    expect(client.sockets).toHaveLength(1);
    client.pass(1);
    client.socket.emit(hello, full);
    client.pass(499);
    expect(client.sockets).toHaveLength(2);
    client.pass(1);
    client.socket.emit(hello, subscribed(1), epochs(1, 2));
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
  ])("fails on a frame that is %s, and closes its socket", (_, frame, message) => {
    const client = follow();
    client.socket.emit(hello, subscribed(1));
    client.socket.onmessage?.({ data: frame });
    expect(client.end).toBeInstanceOf(ProtocolError);
    expect(String(client.end)).toContain(message);
    expect(client.socket.isOpen).toBe(false);
  });

  test("counts events of a later version by their positions", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1), epochs(1, 2));
    client.socket.onmessage?.({
      data: '{"type":"events","run":"run-1","first":3,"last":3,"chunk":{"type":"dreamed","seq":3}}',
    });
    client.socket.onmessage?.({ data: '{"type":"fireworks"}' });
    client.socket.emit(epochs(4, 4));
    expect(positions(client.events)).toEqual([1, 2, 4]);
  });

  test("subscribes again if the server has more events but sends none between two heartbeats", () => {
    const client = follow();
    const heartbeat = { type: "heartbeat", heads: { "run-1": 9 }, time: 0 } as const;
    client.socket.emit(hello, subscribed(1), epochs(1, 3), heartbeat, epochs(4, 4), heartbeat);
    expect(client.sockets[0]!.isOpen).toBe(true);
    client.socket.emit(heartbeat);
    expect(client.sockets[0]!.isOpen).toBe(false);
    client.pass(250);
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ after: "abc:4" }]);
  });

  test("acknowledges each quarter of its window", () => {
    const client = follow();
    client.socket.emit(hello, subscribed(1, 1000), epochs(1, 63));
    expect(client.socket.received).toHaveLength(1);
    client.socket.emit(epochs(64, 64), epochs(65, 200));
    expect(client.socket.received.slice(1)).toEqual([
      { type: "ack", run: "run-1", seq: 64 },
      { type: "ack", run: "run-1", seq: 200 },
    ]);
  });

  test("acknowledges events when their reader is ready, and takes no more than a window until then", async () => {
    let markReady = () => {};
    let isBusy = true;
    const ready = () => (isBusy ? new Promise<void>((resolve) => (markReady = resolve)) : undefined);
    const client = follow({ window: 8, ready });
    client.socket.emit(hello, { ...(subscribed(1, 1000) as SubscribedMessage), window: 8 }, epochs(1, 8));
    expect(client.socket.received).toHaveLength(1);
    isBusy = false;
    markReady();
    await Promise.resolve();
    expect(client.socket.received.slice(1)).toEqual([{ type: "ack", run: "run-1", seq: 8 }]);
    isBusy = true;
    client.socket.emit(epochs(9, 16), epochs(17, 17));
    expect(client.end).toEqual(new ProtocolError("events: expected at most 8 unacknowledged events, got more"));
  });

  test("takes chunks of any length from a server that keeps no window, but no more while its reader is not ready", () => {
    let isBusy = false;
    const ready = () => (isBusy ? new Promise<void>(() => {}) : undefined);
    const client = follow({ window: 8, ready });
    const { window: _, ...withoutWindow } = subscribed(1, 1000) as SubscribedMessage;
    client.socket.emit(hello, withoutWindow, epochs(1, 20), epochs(21, 40));
    isBusy = true;
    client.socket.emit(epochs(41, 44), epochs(45, 60));
    expect(positions(client.events)).toHaveLength(60);
    client.socket.emit(epochs(61, 61));
    expect(positions(client.events)).toHaveLength(60);
    expect(client.end).toEqual(new ProtocolError("events: expected at most 8 unacknowledged events, got more"));
  });

  test("acknowledges everything in mode latest, since the server sends more only then", () => {
    const client = follow({ mode: "latest" });
    client.socket.emit(hello, subscribed(1, 1000), gap(1, 40, "skipped"), epochs(41, 41));
    expect(client.socket.received).toMatchObject([
      { mode: "latest", window: 256 },
      { type: "ack", seq: 41 },
    ]);
  });

  test("sends the requested options, with a window no larger than the server allows", () => {
    const client = follow({ mode: "sampled", every: 10, perSecond: 5, window: 9999 });
    client.socket.emit(hello);
    expect(client.socket.received).toMatchObject([{ mode: "sampled", every: 10, perSecond: 5, window: 4096 }]);
  });

  test("reports gaps in the place of the missing events", () => {
    const client = follow({ mode: "sampled" });
    client.socket.emit(hello, subscribed(1), epochs(1, 1), gap(2, 5, "sampled"), epochs(6, 6), gap(7, 9, "later"));
    expect(client.received).toEqual([1, "2-5 sampled", 6, "7-9 later"]);
  });

  test.each<[string, ServerMessage[], string]>([
    [
      "replies with a different run",
      [{ ...subscribed(4), run: "run-2" } as ServerMessage],
      'subscribe: expected run "run-1" after abc:3, got run "run-2" from event abc:4',
    ],
    [
      "replies with a different log",
      [{ ...subscribed(4), log: "xyz" } as ServerMessage],
      'subscribe: expected run "run-1" after abc:3, got run "run-1" from event xyz:4',
    ],
    [
      "starts after the requested position",
      [subscribed(5)],
      'subscribe: expected run "run-1" after abc:3, got run "run-1" from event abc:5',
    ],
    [
      "sends more than the window",
      [subscribed(4), epochs(4, 260)],
      "events: expected at most 256 unacknowledged events, got more",
    ],
  ])("fails if the server %s", (_, messages, error) => {
    const client = follow();
    client.socket.emit(hello, subscribed(1), epochs(1, 3));
    client.socket.drop();
    client.pass(250);
    client.socket.emit(hello, ...messages);
    expect(client.end).toEqual(new ProtocolError(error));
    expect([client.socket.isOpen, client.socket.closedWith]).toEqual([false, 4000]);
  });

  test.each<[string, ServerMessage]>([
    ["events", epochs(6, 7)],
    ["a gap", gap(6, 7, "sampled")],
    ["a caughtUp", { type: "caughtUp", run: "run-1", seq: 7 }],
    ["an end", { type: "end", run: "run-1", seq: 7, status: "finished" }],
  ])("subscribes again if %s shows that an event is missing, and fails if it is missing again", (_, message) => {
    const client = follow();
    client.socket.emit(hello, subscribed(1), epochs(1, 3), message);
    expect([client.socket.isOpen, client.end]).toEqual([false, undefined]);
    client.pass(250);
    client.socket.emit(hello, subscribed(4), message);
    expect(client.end).toBeInstanceOf(ProtocolError);
    expect(String(client.end)).toContain('connect: expected event 4 of run "run-1", got ');
  });

  test("fails with the server's error message", () => {
    const client = follow({ run: "unknown" });
    client.socket.emit(hello, {
      type: "error",
      id: "run",
      code: "unknownRun",
      message: "subscribe: expected …",
      retry: false,
    });
    expect(client.end).toEqual(new Error("subscribe: expected …"));
    expect(client.socket.isOpen).toBe(false);
  });

  test.each([
    ["interrupted", undefined],
    ["failed", "runFailed"],
  ])("completes with status %s if the run was interrupted with the reason %s", (status, reason) => {
    const client = follow();
    const end = { type: "end", run: "run-1", seq: 2, status: "interrupted" } as const;
    client.socket.emit(hello, subscribed(1), epochs(1, 2), { ...end, ...(reason !== undefined && { reason }) });
    expect(client.end).toBe("completed");
    expect(client.statuses.at(-1)).toBe(status);
  });
});
