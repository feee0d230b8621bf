import {
  createRollup,
  decodeServerMessage,
  type Mode,
  type ReceivedMessage,
  type ServerMessage,
} from "@epochal/protocol";
import type { FailureKind, RunRecord } from "@epochal/log";
import { eventsOf, type EpochChunk, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAudit } from "../../test/audit.ts";
import { createFakeClock } from "../../test/raw-socket.ts";
import { toFrames, type Frame } from "../frames/frame.ts";
import type { Follower, Hub, RunTotals } from "../hub.ts";
import { createMetrics } from "../metrics.ts";

import { resolveStart } from "./resolve-start.ts";
import { createSubscription } from "./subscription.ts";

/** Epochs `first` to `last`, at the positions of the same number; their loss is their number. */
function epochs(first: number, last: number): EpochChunk {
  const column = Float64Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return {
    type: "epochs",
    seq: first,
    time: 0,
    epoch: first,
    loss: column,
    learningRate: column,
    gradientNorm: column,
  };
}

function notice(seq: number): EventChunk {
  return { type: "noticed", seq, time: 0, epoch: seq, text: `notice ${seq}` };
}

const metrics = createMetrics();

function onFailure(error: unknown): never {
  throw error;
}

interface Wish {
  readonly after?: string;
  readonly mode?: Mode;
  readonly window?: number;
  readonly every?: number;
  readonly perSecond?: number;
}

/** A run whose log the test writes, and a client that takes what the test lets it take. */
function follow(wish: Wish, stored: readonly EventChunk[] = [], totals?: RunTotals) {
  const frames: Frame[] = stored.flatMap((chunk) => toFrames("a", chunk));
  const clock = createFakeClock();
  const messages: ReceivedMessage[] = [];
  const reads: number[] = [];
  let status: RunRecord["status"] | undefined = "running";
  let isFull = false;
  let ends = 0;
  let hearOfMore: Follower = () => {};
  let failure: FailureKind | undefined;
  let readFailure: Error | undefined;
  const head = () => frames.at(-1)?.last ?? 0;
  const hub = {
    frameAfter(_run: string, after: number) {
      reads.push(after);
      if (readFailure) throw readFailure;
      return status && frames.find(({ last }) => last > after);
    },
    state: () => status && { status, head: head(), ...(failure && { failure }) },
    totals: () => totals,
    follow(_run: string, onMore: Follower) {
      hearOfMore = onMore;
      return () => {};
    },
  } as unknown as Hub;
  const sink = {
    sendFrame: ({ text }: Frame) => void messages.push(decodeServerMessage(text)!),
    trySendFrame(frame: Frame) {
      if (isFull) return false;
      sink.sendFrame(frame);
      return true;
    },
    send: (message: ServerMessage) => void messages.push(message),
    isFull: () => isFull,
  };
  const { after = "start", mode = "all", window, every, perSecond } = wish;
  const record = { id: "a", log: "l", name: "a", status, head: head() } as RunRecord;
  const start = resolveStart(record, after) as number;
  const subscription = createSubscription(
    record,
    { id: "s", start, isLive: after === "live", mode, window, every, perSecond },
    { hub, sink, clock, metrics, onReady: pump, onFailure, onEnd: () => (ends += 1) },
  );

  function pump(): void {
    while (subscription.pump());
  }

  function tell(...chunks: EventChunk[]): void {
    const fresh = chunks.flatMap((chunk) => toFrames("a", chunk));
    frames.push(...fresh);
    hearOfMore(fresh);
  }

  pump();
  return {
    clock,
    messages,
    reads,
    pump,
    tell,
    acknowledge(seq: number) {
      subscription.acknowledge(seq);
      pump();
    },
    setFull(full: boolean) {
      isFull = full;
      pump();
    },
    become(next: RunRecord["status"] | undefined) {
      status = next;
      pump();
    },
    /** The store cannot be read, and the run was broken off. */
    failToRead(error: Error, why?: FailureKind) {
      readFailure = error;
      failure = why;
    },
    get ends() {
      return ends;
    },
    /** What has come since this was last asked, short: `12-15` for events, `gap 1-11 skipped`. */
    heard: () => messages.splice(0).map(inShort),
  };
}

function inShort(message: ReceivedMessage): string {
  if (message.type === "events") {
    return message.first === message.last ? `${message.first}` : `${message.first}-${message.last}`;
  }
  if (message.type === "gap") return `gap ${message.from}-${message.to} ${message.reason}`;
  if (message.type === "caughtUp") return `caughtUp ${message.seq}`;
  return message.type === "end" ? `end ${message.seq} ${message.status}` : message.type;
}

describe("where the store cannot be read", () => {
  const failure = new Error("log.read: expected a disk, got none");

  test("one that lags behind a run whose store failed is told so, and is over", () => {
    const client = follow({ window: 128 }, [epochs(1, 300)]);
    expect(client.heard()).toEqual(["subscribed", "1-128"]);
    client.failToRead(failure, "storeFailed");
    client.become("interrupted");
    client.acknowledge(128);
    const message = 'subscribe: the store failed while run "a" was running';
    expect(client.messages.at(-1)).toEqual({ type: "error", id: "s", code: "storeFailed", message, retry: false });
    expect(client.heard()).toEqual(["129-256", "error"]);
    expect(client.ends).toBe(1);
  });

  test("it is a failure of the server where no run has suffered from it", () => {
    const client = follow({ window: 128 }, [epochs(1, 300)]);
    client.failToRead(failure);
    expect(() => client.acknowledge(128)).toThrow(failure);
  });
});

describe("a subscription to all events", () => {
  test("sends each of them, says when it has caught up, and ends with the run", () => {
    const client = follow({}, [notice(1), epochs(2, 300)]);
    expect(client.heard()).toEqual(["subscribed", "1", "2-129", "130-257", "258-300", "caughtUp 300"]);
    client.tell(notice(301));
    client.become("finished");
    expect(client.heard()).toEqual(["301", "end 301 finished"]);
    expect(client.ends).toBe(1);
  });

  test("reads nothing for a client that is full", () => {
    const client = follow({}, [epochs(1, 300)]);
    client.heard();
    client.reads.length = 0;
    client.setFull(true);
    client.tell(epochs(301, 500), epochs(501, 600));
    expect(client.reads).toEqual([]);
    client.setFull(false);
    expect(client.heard()).toEqual(["301-428", "429-500", "501-600"]);
  });

  test("that a client has a window for is at most so far ahead of what it has acknowledged", () => {
    const client = follow({ window: 256 }, [epochs(1, 2000)]);
    expect(client.heard()).toEqual(["subscribed", "1-128", "129-256"]);
    client.reads.length = 0;
    for (let i = 0; i < 100; i++) client.tell(epochs(2001 + i, 2001 + i));
    // Nothing is read for one who does not acknowledge.
    expect(client.reads).toEqual([]);
    client.acknowledge(64);
    // Whole frames are encoded once for all: a part that is less than half a window waits.
    expect(client.heard()).toEqual([]);
    client.acknowledge(128);
    expect(client.heard()).toEqual(["257-384"]);
    client.acknowledge(99_999);
    expect(client.heard()).toEqual(["385-512", "513-640"]);
  });

  test.each([1, 2, 3, 50, 127, 128, 129, 255, 257, 1000])(
    "comes through a window of %i, whoever acknowledges every quarter of it",
    (window) => {
      const client = follow({ window }, [notice(1), epochs(2, 700), notice(701), epochs(702, 703)]);
      let acknowledged = 0;
      let seq = 0;
      let caughtUpAt = 0;
      for (let turn = 0; seq < 703; turn++) {
        expect(turn).toBeLessThan(3000);
        for (const message of client.messages.splice(0)) {
          if (message.type === "caughtUp") caughtUpAt = message.seq;
          if (message.type !== "events") continue;
          expect(message.first).toBe(seq + 1);
          seq = message.last;
          expect(seq - acknowledged).toBeLessThanOrEqual(window);
        }
        if (seq - acknowledged >= window / 4) acknowledged = seq;
        client.acknowledge(acknowledged);
      }
      expect(caughtUpAt).toBe(703);
    },
  );

  test("goes on behind a cursor, in the middle of a frame", () => {
    const client = follow({ after: "l:200", window: 56 }, [epochs(1, 300)]);
    expect(client.heard()).toEqual(["subscribed", "201-256"]);
  });

  test("tells a live watcher what was left out, in sum, and goes on from there", () => {
    const client = follow({ after: "live" }, [notice(1), epochs(2, 200)]);
    expect(client.messages[1]).toEqual({
      type: "gap",
      run: "a",
      from: 1,
      to: 200,
      reason: "skipped",
      types: { noticed: 1, epoch: 199 },
      rollup: Object.fromEntries(
        ["epoch", "loss", "learningRate", "gradientNorm"].map((name) => [
          name,
          { min: 2, max: 200, mean: 101, last: 200, count: 199 },
        ]),
      ),
    });
    client.tell(epochs(201, 202));
    expect(client.heard()).toEqual(["subscribed", "gap 1-200 skipped", "caughtUp 200", "201-202"]);
  });

  test("takes the sum that is there already for what a live watcher does not want, if it is of just that", () => {
    const rollup = createRollup();
    rollup.add(epochs(1, 200));
    const stored = [epochs(1, 200)];
    const [lucky, other] = [200, 201].map((head) => follow({ after: "live" }, stored, { head, rollup }));
    expect([lucky!.reads, other!.reads]).toEqual([[200], [0, 128, 200]]);
    expect(lucky!.messages[1]).toEqual(other!.messages[1]);
    expect(lucky!.heard()).toEqual(["subscribed", "gap 1-200 skipped", "caughtUp 200"]);
  });

  test("says so when the run has been deleted, and what was lost with it", () => {
    const client = follow({ window: 100 }, [epochs(1, 200)]);
    client.heard();
    client.become(undefined);
    client.acknowledge(100);
    expect(client.heard()).toEqual(["101-128", "gap 129-200 expired", "error"]);
    expect(client.ends).toBe(1);
  });
});

describe("a subscription to the latest", () => {
  test("sends the newest event of each type, and tells what it leaves out", () => {
    const client = follow({ mode: "latest" }, [notice(1), epochs(2, 100), notice(101), epochs(102, 110)]);
    expect(client.heard()).toEqual([
      "subscribed",
      "gap 1-100 skipped",
      "101",
      "gap 102-109 skipped",
      "110",
      "caughtUp 110",
    ]);
    client.tell(epochs(111, 111));
    expect(client.heard()).toEqual(["111"]);
  });

  test("waits for a client that has not acknowledged all, and then is at the newest with one gap", () => {
    const client = follow({ mode: "latest", window: 256 }, [epochs(1, 10)]);
    expect(client.heard()).toEqual(["subscribed", "gap 1-9 skipped", "10", "caughtUp 10"]);
    for (let seq = 11; seq <= 5000; seq++) client.tell(epochs(seq, seq));
    expect(client.heard()).toEqual([]);
    client.acknowledge(10);
    expect(client.messages[0]).toMatchObject({
      types: { epoch: 4989 },
      rollup: { loss: { min: 11, max: 4999, mean: 2505, last: 4999, count: 4989 } },
    });
    expect(client.heard()).toEqual(["gap 11-4999 slow", "5000"]);
  });

  test("shows how the run ended before it says that it has", () => {
    const client = follow({ mode: "latest", window: 1 }, [epochs(1, 10)]);
    client.tell(epochs(11, 20), notice(21));
    client.become("finished");
    client.heard();
    client.acknowledge(10);
    expect(client.heard()).toEqual(["gap 11-19 slow", "20"]);
    client.acknowledge(20);
    expect(client.heard()).toEqual(["21", "end 21 finished"]);
  });
});

describe("a sampled subscription", () => {
  test("sends every so many epochs, and all that is no epoch", () => {
    const client = follow({ mode: "sampled", every: 100 }, [notice(1), epochs(2, 250), notice(251), epochs(252, 300)]);
    expect(client.heard()).toEqual([
      "subscribed",
      "1",
      "gap 2-99 sampled",
      "100",
      "gap 101-199 sampled",
      "200",
      "gap 201-250 sampled",
      "251",
      "gap 252-299 sampled",
      "300",
      "caughtUp 300",
    ]);
  });

  test("sends the newest epoch so many times a second, and no other event late", () => {
    const client = follow({ mode: "sampled", perSecond: 10 }, [epochs(1, 5)]);
    expect(client.heard()).toEqual(["subscribed", "gap 1-4 sampled", "5", "caughtUp 5"]);
    client.tell(epochs(6, 6), epochs(7, 8));
    expect(client.heard()).toEqual([]);
    client.clock.advance(99);
    expect(client.heard()).toEqual([]);
    client.clock.advance(1);
    expect(client.heard()).toEqual(["gap 6-7 sampled", "8"]);
    client.tell(epochs(9, 9), notice(10));
    expect(client.heard()).toEqual(["gap 9-9 sampled", "10"]);
    client.clock.advance(100);
    client.tell(epochs(11, 11), notice(12));
    expect(client.heard()).toEqual(["11", "12"]);
  });

  test("sends ten epochs a second where it says neither, and every epoch where every one is wished for", () => {
    const stored = [epochs(1, 5)];
    expect(follow({ mode: "sampled" }, stored).heard()).toEqual(["subscribed", "gap 1-4 sampled", "5", "caughtUp 5"]);
    const every = follow({ mode: "sampled", every: 1 }, stored).heard();
    expect(every).toEqual(["subscribed", "1", "2", "3", "4", "5", "caughtUp 5"]);
  });

  test("tells of the last epochs before it ends", () => {
    const client = follow({ mode: "sampled", every: 2, perSecond: 1 }, [epochs(1, 2)]);
    client.tell(epochs(3, 5));
    client.become("interrupted");
    expect(client.heard()).toEqual([
      "subscribed",
      "gap 1-1 sampled",
      "2",
      "caughtUp 2",
      "gap 3-3 sampled",
      "4",
      "gap 5-5 sampled",
      "end 5 interrupted",
    ]);
  });
});

test("whatever is stored, wished, acknowledged and full when: every event is sent or told, once, in order and in sum", () => {
  const size = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }));
  const step = fc.oneof(
    fc.record({ type: fc.constant("tell" as const), size }),
    fc.record({ type: fc.constant("acknowledge" as const) }),
    fc.record({ type: fc.constant("full" as const), isFull: fc.boolean() }),
    fc.record({ type: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 300 }) }),
  );
  const optional = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: undefined });
  const wish = fc.record({
    mode: fc.constantFrom<Mode[]>("all", "latest", "sampled"),
    after: fc.oneof(
      fc.constantFrom("start", "live"),
      fc.nat({ max: 300 }).map((seq) => `l:${seq}`),
    ),
    window: optional(1, 400),
    every: optional(1, 50),
    perSecond: optional(1, 100),
  });
  fc.assert(
    fc.property(fc.array(size, { maxLength: 5 }), wish, fc.array(step, { maxLength: 40 }), (sizes, wished, steps) => {
      const events: TrainingEvent[] = [];
      const make = (many: number) => {
        const first = events.length + 1;
        const made = many === 0 ? notice(first) : epochs(first, first + many - 1);
        events.push(...eventsOf(made));
        return made;
      };
      const stored = sizes.map(make);
      const start = Math.min(Number(wished.after.split(":")[1] ?? 0), events.length);
      const after = wished.after.startsWith("l:") ? `l:${start}` : wished.after;
      const client = follow({ ...wished, after } as Wish, stored);
      const audit = createAudit((seq) => events[seq - 1], start);
      let acknowledged = 0;
      let mostAhead = 0;
      const read = () => {
        for (const message of client.messages.splice(0)) audit.read(message);
        mostAhead = Math.max(mostAhead, audit.sentCount - acknowledged);
      };
      const acknowledge = () => {
        acknowledged = audit.sentCount;
        client.acknowledge(audit.covered);
        read();
      };
      for (const one of steps) {
        if (one.type === "tell") client.tell(make(one.size));
        if (one.type === "full") client.setFull(one.isFull);
        if (one.type === "pass") client.clock.advance(one.ms);
        read();
        if (one.type === "acknowledge") acknowledge();
      }
      client.setFull(false);
      client.become("interrupted");
      read();
      for (let turn = 0; turn < events.length && client.ends === 0; turn++) acknowledge();
      expect(audit.violations).toEqual([]);
      expect({ told: audit.covered, hasEnded: audit.hasEnded }).toEqual({ told: events.length, hasEnded: true });
      expect(mostAhead).toBeLessThanOrEqual(wished.window ?? Infinity);
    }),
  );
});
