import { createRandom } from "@epochal/core";
import type { Mode } from "@epochal/protocol";
import { eventsOf, lastSeq, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAudit } from "../../test/kit/audit.ts";
import { createRollupIndex, type RollupIndex } from "../rollups/rollup-index.ts";
import { epochs, notice, subscribe, type SubscribeOptions } from "../../test/kit/scripted-subscription.ts";

describe("if the store cannot be read", () => {
  const failure = new Error("log.read: expected a disk, got none");

  test("a subscription that lags behind a run whose store failed ends with that error", () => {
    const client = subscribe({ window: 128 }, [epochs(1, 300)]);
    expect(client.summary()).toEqual(["subscribed", "1-128"]);
    client.failToRead(failure, "storeFailed");
    client.setStatus("interrupted");
    client.acknowledge(128);
    const message = 'subscribe: the store failed while run "a" was running';
    expect(client.messages.at(-1)).toEqual({ type: "error", id: "s", code: "storeFailed", message, retry: false });
    expect(client.summary()).toEqual(["129-256", "error"]);
    expect(client.ends).toBe(1);
  });

  test("it is a failure of the server unless it has interrupted the run", () => {
    const client = subscribe({ window: 128 }, [epochs(1, 300)]);
    client.failToRead(failure);
    expect(() => client.acknowledge(128)).toThrow(failure);
  });
});

describe("a subscription to all events", () => {
  test("sends each of them, reports that it has caught up, and ends with the run", () => {
    const client = subscribe({}, [notice(1), epochs(2, 300)]);
    expect(client.summary()).toEqual(["subscribed", "1", "2-129", "130-257", "258-300", "caughtUp 300"]);
    client.append(notice(301));
    client.setStatus("finished");
    expect(client.summary()).toEqual(["301", "end 301 finished"]);
    expect(client.ends).toBe(1);
  });

  test("reads nothing for a client that cannot take more", () => {
    const client = subscribe({}, [epochs(1, 300)]);
    client.summary();
    client.reads.length = 0;
    client.setFull(true);
    client.append(epochs(301, 500), epochs(501, 600));
    expect(client.reads).toEqual([]);
    client.setFull(false);
    expect(client.summary()).toEqual(["301-428", "429-500", "501-600"]);
  });

  test("is at most one window ahead of what the client has acknowledged", () => {
    const client = subscribe({ window: 256 }, [epochs(1, 2000)]);
    expect(client.summary()).toEqual(["subscribed", "1-128", "129-256"]);
    client.reads.length = 0;
    for (let i = 0; i < 100; i++) client.append(epochs(2001 + i, 2001 + i));
    // Nothing is read for a client that does not acknowledge.
    expect(client.reads).toEqual([]);
    client.acknowledge(64);
    // Whole frames are shared by all clients, so a part of less than half a window waits.
    expect(client.summary()).toEqual([]);
    client.acknowledge(128);
    expect(client.summary()).toEqual(["257-384"]);
    client.acknowledge(99_999);
    expect(client.summary()).toEqual(["385-512", "513-640"]);
  });

  test.each([1, 2, 3, 50, 127, 128, 129, 255, 257, 1000])(
    "fits through a window of %i if the client acknowledges every quarter of it",
    (window) => {
      const client = subscribe({ window }, [notice(1), epochs(2, 700), notice(701), epochs(702, 703)]);
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

  test("continues after a cursor, in the middle of a frame", () => {
    const client = subscribe({ after: "l:200", window: 56 }, [epochs(1, 300)]);
    expect(client.summary()).toEqual(["subscribed", "201-256"]);
  });

  test("sends a live client the sum of what it skips, and continues from there", () => {
    const client = subscribe({ after: "live" }, [notice(1), epochs(2, 200)]);
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
    client.append(epochs(201, 202));
    expect(client.summary()).toEqual(["subscribed", "gap 1-200 skipped", "caughtUp 200", "201-202"]);
  });

  test("uses the totals of the run for the gap of a live client, if they end where it starts", () => {
    const stored = [epochs(1, 200)];
    const [lucky, other] = [200, 201].map((head) => {
      const rollups = createRollupIndex();
      rollups.add(epochs(1, head));
      return subscribe({ after: "live" }, stored, rollups);
    });
    expect([lucky!.reads, other!.reads]).toEqual([[200], [0, 128, 200]]);
    expect(lucky!.messages[1]).toEqual(other!.messages[1]);
    expect(lucky!.summary()).toEqual(["subscribed", "gap 1-200 skipped", "caughtUp 200"]);
  });

  test("reports that the run was deleted, and which events were lost with it", () => {
    const client = subscribe({ window: 100 }, [epochs(1, 200)]);
    client.summary();
    client.setStatus(undefined);
    client.acknowledge(100);
    expect(client.summary()).toEqual(["101-128", "gap 129-200 expired", "error"]);
    expect(client.ends).toBe(1);
  });
});

describe("a subscription in mode latest", () => {
  test("sends the newest event of each type, and gaps for the others", () => {
    const client = subscribe({ mode: "latest" }, [notice(1), epochs(2, 100), notice(101), epochs(102, 110)]);
    expect(client.summary()).toEqual([
      "subscribed",
      "gap 1-100 skipped",
      "101",
      "gap 102-109 skipped",
      "110",
      "caughtUp 110",
    ]);
    client.append(epochs(111, 111));
    expect(client.summary()).toEqual(["111"]);
  });

  test("waits for a client that has not acknowledged everything, and then jumps to the newest with one gap", () => {
    const client = subscribe({ mode: "latest", window: 256 }, [epochs(1, 10)]);
    expect(client.summary()).toEqual(["subscribed", "gap 1-9 skipped", "10", "caughtUp 10"]);
    for (let seq = 11; seq <= 5000; seq++) client.append(epochs(seq, seq));
    expect(client.summary()).toEqual([]);
    client.acknowledge(10);
    expect(client.messages[0]).toMatchObject({
      types: { epoch: 4989 },
      rollup: { loss: { min: 11, max: 4999, mean: 2505, last: 4999, count: 4989 } },
    });
    expect(client.summary()).toEqual(["gap 11-4999 slow", "5000"]);
  });

  test("sends the last event of the run before it reports the end", () => {
    const client = subscribe({ mode: "latest", window: 1 }, [epochs(1, 10)]);
    client.append(epochs(11, 20), notice(21));
    client.setStatus("finished");
    client.summary();
    client.acknowledge(10);
    expect(client.summary()).toEqual(["gap 11-19 slow", "20"]);
    client.acknowledge(20);
    expect(client.summary()).toEqual(["21", "end 21 finished"]);
  });
});

test("every event is sent once, in order, alone or in a gap, whatever is stored, requested, acknowledged and full", () => {
  const size = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }));
  const step = fc.oneof(
    fc.record({ type: fc.constant("append" as const), size }),
    fc.record({ type: fc.constant("acknowledge" as const) }),
    fc.record({ type: fc.constant("full" as const), isFull: fc.boolean() }),
    fc.record({ type: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 300 }) }),
  );
  const optional = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: undefined });
  const options = fc.record({
    mode: fc.constantFrom<Mode[]>("all", "latest", "sampled"),
    after: fc.oneof(
      fc.constantFrom("start", "live"),
      fc.nat({ max: 300 }).map((seq) => `l:${seq}`),
    ),
    window: optional(1, 400),
    every: optional(1, 50),
    perSecond: optional(1, 100),
    allUpTo: optional(1, 100),
  });
  fc.assert(
    fc.property(fc.array(size, { maxLength: 5 }), options, fc.array(step, { maxLength: 40 }), (sizes, given, steps) => {
      const events: TrainingEvent[] = [];
      const make = (count: number) => {
        const first = events.length + 1;
        const made = count === 0 ? notice(first) : epochs(first, first + count - 1);
        events.push(...eventsOf(made));
        return made;
      };
      const stored = sizes.map(make);
      const start = Math.min(Number(given.after.split(":")[1] ?? 0), events.length);
      const after = given.after.startsWith("l:") ? `l:${start}` : given.after;
      const client = subscribe({ ...given, after } as SubscribeOptions, stored);
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
        if (one.type === "append") client.append(make(one.size));
        if (one.type === "full") client.setFull(one.isFull);
        if (one.type === "pass") client.clock.advance(one.ms);
        read();
        if (one.type === "acknowledge") acknowledge();
      }
      client.setFull(false);
      client.setStatus("interrupted");
      read();
      for (let turn = 0; turn < events.length && client.ends === 0; turn++) acknowledge();
      expect(audit.violations).toEqual([]);
      expect({ covered: audit.covered, hasEnded: audit.hasEnded }).toEqual({ covered: events.length, hasEnded: true });
      expect(mostAhead).toBeLessThanOrEqual(given.window ?? Infinity);
    }),
  );
});

describe.each(["latest", "sampled"] as const)("a subscription in mode %s that is far behind", (mode) => {
  const index = (chunks: readonly EventChunk[]) => {
    const rollups = createRollupIndex();
    for (const chunk of chunks) rollups.add(chunk);
    return rollups;
  };

  test("reads and adds no more for millions of skipped events than for thousands", () => {
    const costs = [20_000, 3_000_000].map((count) => {
      const rollups = index([epochs(1, count)]);
      let added = 0;
      const parts: RollupIndex["parts"] = (from, to) => {
        const all = rollups.parts(from, to);
        added += all.length;
        return all;
      };
      const counted = { ...rollups, head: count, parts };
      const { reads, messages } = subscribe({ mode }, [epochs(1, count)], counted);
      const mean = (count + 1 - 1) / 2;
      expect(messages.slice(1)).toMatchObject([
        {
          type: "gap",
          from: 1,
          to: count - 1,
          types: { epoch: count - 1 },
          rollup: { loss: { min: 1, max: count - 1, mean } },
        },
        { type: "events", first: count },
        { type: "caughtUp" },
      ]);
      return { reads: reads.length, added };
    });
    for (const { reads, added } of costs) {
      expect(reads).toBeLessThan(100);
      expect(added).toBeLessThan(100);
    }
  });

  test("gets the same messages as if every event had been read", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const generator = createRandom(seed);
      const random = () => generator.rand();
      const chunks: EventChunk[] = [];
      for (let seq = 1; seq < 30_000;) {
        const last = seq + Math.floor(random() * 9000);
        chunks.push(random() < 0.5 ? notice(seq) : epochs(seq, last));
        seq = lastSeq(chunks.at(-1)!) + 1;
      }
      const split = Math.floor(random() * chunks.length);
      const after = seed % 2 === 0 ? "start" : `l:${Math.floor(random() * 1000)}`;
      const options = { mode, after, ...(seed % 3 === 0 && { every: 7, perSecond: 1 }) };
      const [first, rest] = [chunks.slice(0, split), chunks.slice(split)];
      const rollups = index(first);
      const [quick, whole] = [subscribe(options, first, rollups), subscribe(options, first)];
      for (const chunk of rest) rollups.add(chunk);
      for (const client of [quick, whole]) {
        client.append(...rest);
        client.clock.advance(2000);
        client.pump();
        client.setStatus("finished");
      }
      expect(quick.messages).toEqual(whole.messages);
      expect(quick.reads.length).toBeLessThanOrEqual(whole.reads.length);
    }
  });
});
