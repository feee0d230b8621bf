import { ProtocolError, type GapMessage } from "@epochal/protocol";
import { describe, expect, test } from "vitest";
import { createScriptedServer, epochs, gap, hello, subscribed } from "../test/scripted-server.ts";
import { connect } from "./connect.ts";
import type { WatchOptions } from "./watch/watch-run.ts";
import type { IterateOptions } from "./iterate.ts";

/** An iteration over the events of a scripted server. */
function take(options: IterateOptions = {}, watch: WatchOptions = {}) {
  const server = createScriptedServer();
  const gaps: GapMessage[] = [];
  const run = connect("ws://localhost:8080", { ...server, random: () => 0.5 }).run("latest", watch);
  const iterator = run.iterate({ onGap: (gap) => gaps.push(gap), ...options });
  return {
    ...server,
    gaps,
    iterator,
    get socket() {
      return server.sockets.at(-1)!;
    },
    acknowledged: () =>
      server.sockets.at(-1)!.received.flatMap((message) => (message.type === "ack" ? [message.seq] : [])),
    /** The position of the next event; waits for it. */
    async next(): Promise<number | undefined> {
      const { value, done } = (await iterator.next()) as IteratorResult<{ seq: number }>;
      return done ? undefined : value.seq;
    },
  };
}

describe("an iteration that waits", () => {
  test("subscribes with the first read, delivers all events in order and ends with the run", async () => {
    const reader = take();
    expect(reader.sockets).toHaveLength(0);
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 2), { type: "end", run: "run-1", seq: 2, status: "finished" });
    expect(await first).toBe(1);
    expect([await reader.next(), await reader.next(), await reader.next()]).toEqual([2, undefined, undefined]);
  });

  test("acknowledges an event when the next one is read", async () => {
    const reader = take({ capacity: 4 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 4));
    expect(reader.socket.received).toMatchObject([{ type: "subscribe", window: 4 }]);
    await first;
    expect(reader.acknowledged()).toEqual([]);
    await reader.next();
    expect(reader.acknowledged()).toEqual([1]);
    await reader.next();
    expect(reader.acknowledged()).toEqual([1, 2]);
  });

  test("fails if the server sends more than the window", async () => {
    const reader = take({ capacity: 4 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 4), epochs(5, 5));
    await first;
    for (let seq = 2; seq <= 4; seq++) expect(await reader.next()).toBe(seq);
    await expect(reader.next()).rejects.toThrow(
      new ProtocolError("events: expected at most 4 unacknowledged events, got more"),
    );
  });

  test("subscribes on a new connection only after all events of the last one have been read", async () => {
    const reader = take({ capacity: 4 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 3));
    await first;
    reader.socket.drop();
    reader.pass(250);
    reader.socket.emit(hello);
    expect(reader.socket.received).toEqual([]);
    expect([await reader.next(), await reader.next()]).toEqual([2, 3]);
    expect(reader.socket.received).toEqual([]);
    const fourth = reader.next();
    expect(reader.socket.received).toMatchObject([{ type: "subscribe", run: "run-1", after: "abc:3", window: 4 }]);
    reader.socket.emit(subscribed(4), epochs(4, 4));
    expect(await fourth).toBe(4);
  });

  test("reports gaps between the events around them", async () => {
    const reader = take({}, { mode: "sampled" });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 1), gap(2, 5, "sampled"), epochs(6, 6));
    await first;
    expect(reader.gaps).toEqual([]);
    expect(await reader.next()).toBe(6);
    expect(reader.gaps).toMatchObject([{ from: 2, to: 5 }]);
  });

  test("closes its socket when the loop is left", async () => {
    const server = createScriptedServer();
    const run = connect("ws://localhost:8080", server).run("latest");
    const left = (async () => {
      for await (const { seq } of run) if (seq === 2) return seq;
      return 0;
    })();
    server.sockets[0]!.emit(hello, subscribed(1), epochs(1, 9));
    expect(await left).toBe(2);
    expect(server.sockets[0]!.isOpen).toBe(false);
  });

  test("fails with the server's error after the events before it", async () => {
    const reader = take();
    const first = reader.next();
    const refusal = { type: "error", id: "run", code: "expired", message: "subscribe: …", retry: false } as const;
    reader.socket.emit(hello, subscribed(1), epochs(1, 1), refusal);
    expect(await first).toBe(1);
    await expect(reader.next()).rejects.toThrow(new Error("subscribe: …"));
  });

  test("ends a pending read when the loop is left", async () => {
    const reader = take();
    const first = reader.next();
    await reader.iterator.return!();
    expect([await first, await reader.next()]).toEqual([undefined, undefined]);
    expect(reader.socket.isOpen).toBe(false);
  });
});

describe("an iteration that does not wait", () => {
  test("keeps the newest events and reports the dropped ones as one gap, with the server's gaps among them", async () => {
    const reader = take({ overflow: "dropOldest", capacity: 3 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 5), gap(6, 7, "sampled"), epochs(8, 10), epochs(11, 11));
    expect(reader.acknowledged()).toEqual([]);
    expect(await first).toBe(1);
    expect([await reader.next(), await reader.next(), await reader.next()]).toEqual([9, 10, 11]);
    const column = { min: 2, max: 8, mean: 22 / 5, last: 8, count: 5 };
    expect(reader.gaps).toEqual([
      {
        type: "gap",
        run: "run-1",
        from: 2,
        to: 8,
        reason: "slow",
        types: { epoch: 7 },
        rollup: { epoch: column, loss: column, learningRate: column, gradientNorm: column },
      },
    ]);
  });

  test("fails if more events pile up than the capacity", async () => {
    const reader = take({ overflow: "error", capacity: 3 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 4));
    expect(await first).toBe(1);
    reader.socket.emit(epochs(5, 5));
    for (let seq = 2; seq <= 5; seq++) expect(await reader.next()).toBe(seq);
    await expect(reader.next()).rejects.toThrow("iterate: expected a reader at most 3 events behind, got one more");
    expect(reader.socket.isOpen).toBe(false);
  });
});

test.each([0, 1.5, NaN])("a capacity of %d is rejected", (capacity) => {
  expect(() => take({ capacity })).toThrow(
    new RangeError(`iterate: expected capacity to be a whole number ≥ 1, got ${capacity}`),
  );
});

describe("an iteration that continues with the run that resumes an interrupted one", () => {
  const end = { type: "end", run: "run-1", seq: 2, status: "interrupted", successor: "run-2" } as const;

  test("subscribes to it when all events before are consumed, and acknowledges only what is consumed", async () => {
    const reader = take({ capacity: 4 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 2), end);
    expect([await first, await reader.next()]).toEqual([1, 2]);
    expect(reader.socket.received.filter(({ type }) => type === "subscribe")).toHaveLength(1);
    const next = reader.next();
    expect(reader.socket.received.at(-1)).toMatchObject({ type: "subscribe", run: "run-2", after: "start", window: 4 });
    reader.socket.emit(subscribed(1, 9, "run-2"), epochs(1, 4, "run-2"));
    expect([await next, await reader.next()]).toEqual([1, 2]);
    expect(reader.acknowledged().slice(-1)).toEqual([1]);
  });

  test("reports dropped events of each run as a gap of their own", async () => {
    const reader = take({ overflow: "dropOldest", capacity: 1 });
    const first = reader.next();
    reader.socket.emit(hello, subscribed(1), epochs(1, 2), end, subscribed(1, 9, "run-2"), epochs(1, 3, "run-2"));
    expect([await first, await reader.next()]).toEqual([1, 3]);
    expect(reader.gaps.map(({ run, from, to }) => [run, from, to])).toEqual([
      ["run-1", 2, 2],
      ["run-2", 1, 2],
    ]);
  });
});
