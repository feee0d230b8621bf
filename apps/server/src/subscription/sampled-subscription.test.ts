import type { EventChunk } from "@epochal/stream/events";
import { describe, expect, test } from "vitest";
import { epochs, notice, subscribe } from "../../test/kit/scripted-subscription.ts";
import { createRollupIndex } from "../rollups/rollup-index.ts";

describe("a sampled subscription", () => {
  test("sends every Nth epoch, and every event that is not an epoch", () => {
    const client = subscribe({ mode: "sampled", every: 100 }, [
      notice(1),
      epochs(2, 250),
      notice(251),
      epochs(252, 300),
    ]);
    expect(client.summary()).toEqual([
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

  test("sends the newest epoch N times a second, and other events without delay", () => {
    const client = subscribe({ mode: "sampled", perSecond: 10 }, [epochs(1, 5)]);
    expect(client.summary()).toEqual(["subscribed", "gap 1-4 sampled", "5", "caughtUp 5"]);
    client.clock.shiftWallTime(-3_600_000);
    client.append(epochs(6, 6), epochs(7, 8));
    expect(client.summary()).toEqual([]);
    client.clock.advance(99);
    expect(client.summary()).toEqual([]);
    client.clock.advance(1);
    expect(client.summary()).toEqual(["gap 6-7 sampled", "8"]);
    client.append(epochs(9, 9), notice(10));
    expect(client.summary()).toEqual(["gap 9-9 sampled", "10"]);
    client.clock.advance(100);
    client.append(epochs(11, 11), notice(12));
    expect(client.summary()).toEqual(["11", "12"]);
  });

  test("sends ten epochs a second by default, and every epoch with every: 1", () => {
    const stored = [epochs(1, 5)];
    expect(subscribe({ mode: "sampled" }, stored).summary()).toEqual([
      "subscribed",
      "gap 1-4 sampled",
      "5",
      "caughtUp 5",
    ]);
    const every = subscribe({ mode: "sampled", every: 1 }, stored).summary();
    expect(every).toEqual(["subscribed", "1", "2", "3", "4", "5", "caughtUp 5"]);
  });

  test("sends the last epochs before it ends", () => {
    const client = subscribe({ mode: "sampled", every: 2, perSecond: 1 }, [epochs(1, 2)]);
    client.append(epochs(3, 5));
    client.setStatus("interrupted");
    expect(client.summary()).toEqual([
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

describe("a sampled subscription to all epochs of slow runs", () => {
  test("sends every epoch of a slow run", () => {
    const client = subscribe({ mode: "sampled", allUpTo: 1000 }, [epochs(1, 300)]);
    expect(client.summary()).toEqual(["subscribed", "1-128", "129-256", "257-300", "caughtUp 300"]);
    client.append(epochs(301, 310));
    // The next ones together, when they are due or something else has happened.
    client.append(epochs(311, 320));
    client.append(epochs(321, 330));
    expect(client.summary()).toEqual(["301-310"]);
    client.clock.advance(50);
    expect(client.summary()).toEqual(["311-330"]);
    client.append(epochs(331, 331), notice(332));
    expect(client.summary()).toEqual(["331", "332"]);
    for (let epoch = 333; epoch <= 520; epoch++) client.append(epochs(epoch, epoch));
    expect(client.summary()).toEqual(["333-460"]);
    client.setStatus("interrupted");
    expect(client.summary().slice(0, 1)).toEqual(["461-520"]);
  });

  test("sends the newest epochs of a fast run, and the sum of the others", () => {
    const client = subscribe({ mode: "sampled", allUpTo: 10 });
    client.summary();
    client.append(epochs(1, 128));
    // More than forty at once: the newest of them, then the next when it is due.
    expect(client.summary()).toEqual(["gap 1-127 sampled", "128"]);
    client.append(epochs(129, 256));
    expect(client.summary()).toEqual([]);
    client.clock.advance(100);
    expect(client.summary()).toEqual(["gap 129-255 sampled", "256"]);
    client.append(epochs(257, 266), epochs(267, 276));
    client.clock.advance(50);
    expect(client.summary()).toEqual(["257-266", "267-276"]);
  });

  test("sums up a long history in pieces, and sends its newest epochs", () => {
    const client = subscribe({ mode: "sampled", allUpTo: 100 }, [notice(1), epochs(2, 5121)]);
    const summary = client.summary();
    expect(summary.slice(0, 5)).toEqual(["subscribed", "1", "gap 2-10 sampled", "11", "gap 12-21 sampled"]);
    expect(summary.slice(-4)).toEqual(["4738-4865", "4866-4993", "4994-5121", "caughtUp 5121"]);
  });

  test.each([1_000_000, 3_000_000])("sums up a history of %d without reading it, in about 512 gaps", (count) => {
    const stored = [notice(1), epochs(2, count)];
    const rollups = createRollupIndex();
    for (const chunk of stored) rollups.add(chunk);
    const client = subscribe({ mode: "sampled", allUpTo: 100 }, stored, rollups);
    expect(client.reads.length).toBeLessThan(100);
    const gaps = client.messages.filter((message) => message.type === "gap");
    expect(gaps.length).toBeGreaterThan(400);
    expect(client.messages.length).toBeLessThan(900);
    const sums = gaps.map(({ rollup }) => rollup!["loss"]!);
    for (const [i, { min }] of sums.entries()) expect(min).toBeGreaterThan(sums[i - 1]?.max ?? 0);
    expect(client.messages.at(-1)).toEqual({ type: "caughtUp", run: "a", seq: count });
  });

  test("reads each other event of a long history alone", () => {
    const stored: EventChunk[] = [];
    for (let seq = 1; seq < 1_000_000; seq += 50_000) stored.push(notice(seq), epochs(seq + 1, seq + 49_999));
    const rollups = createRollupIndex();
    for (const chunk of stored) rollups.add(chunk);
    const client = subscribe({ mode: "sampled", allUpTo: 100 }, stored, rollups);
    const notices = client.messages.filter((message) => message.type === "events" && message.chunk?.type === "noticed");
    expect(notices).toHaveLength(20);
    // The notices, and the newest epochs.
    expect(client.reads.length).toBeLessThan(50);
  });
});
