import { take } from "rxjs";
import { describe, expect, test } from "vitest";
import type { EventChunk } from "../events/index.ts";
import { createBroadcast } from "./broadcast.ts";

const epochs = (seq: number, count: number): EventChunk => {
  const column = Float64Array.from({ length: count }, (_, i) => seq + i);
  return { type: "epochs", seq, time: 0, epoch: seq, loss: column, learningRate: column, gradientNorm: column };
};
const noticed = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: seq, text: "" });

/** Subscribes, and calls `within` in each `next`; returns the positions received so far, and how it ended. */
function receive({ events$, chunks$ }: ReturnType<typeof createBroadcast>, within: (seq: number) => void = () => {}) {
  const received: { events: unknown[]; chunks: unknown[] } = { events: [], chunks: [] };
  const observer = (list: unknown[]) => ({
    next({ seq }: { readonly seq: number }) {
      list.push(seq);
      within(seq);
    },
    error: (error: unknown) => void list.push(error),
    complete: () => void list.push("complete"),
  });
  events$.subscribe(observer(received.events));
  chunks$.subscribe(observer(received.chunks));
  return received;
}

describe("a broadcast", () => {
  test("sends what arrives within `next` after the current chunk, and completes last", () => {
    const broadcast = createBroadcast();
    const once = new Set<number>();
    const isFirst = (seq: number) => !once.has(seq) && once.add(seq);
    const received = receive(broadcast, (seq) => {
      if (!isFirst(seq)) return;
      if (seq === 1) broadcast.next(noticed(4));
      if (seq === 2) broadcast.next(epochs(5, 2));
      if (seq === 5) broadcast.complete();
    });
    broadcast.next(epochs(1, 3));
    expect(received).toEqual({ events: [1, 2, 3, 4, 5, 6, "complete"], chunks: [1, 4, 5, "complete"] });
  });

  test("sends nothing more to a subscriber that unsubscribes within a chunk, and passes on errors", () => {
    const broadcast = createBroadcast();
    const few: unknown[] = [];
    broadcast.events$.pipe(take(2)).subscribe(({ seq }) => few.push(seq));
    const all = receive(broadcast);
    broadcast.next(epochs(1, 3));
    broadcast.next(noticed(4));
    broadcast.error("broken");
    expect(few).toEqual([1, 2]);
    expect(all).toEqual({ events: [1, 2, 3, 4, "broken"], chunks: [1, 4, "broken"] });
  });

  test.each([
    ["live", 0, [1, 2, 3]],
    ["in the past", 3, [1, 2, 3, 4, 5]],
  ])("sends nothing more to a subscriber that disposes of it within a chunk, %s, and completes", (_, past, all) => {
    const broadcast = createBroadcast();
    const chunks = [epochs(1, 3), noticed(4), noticed(5)];
    for (const chunk of chunks.slice(0, past)) broadcast.next(chunk);
    const other = receive(broadcast);
    const received: unknown[] = [];
    broadcast.events$.subscribe({
      next({ seq }) {
        received.push(seq);
        if (seq === 2) broadcast.dispose();
      },
      complete: () => received.push("complete"),
    });
    for (const chunk of chunks.slice(past)) broadcast.next(chunk);
    expect(received).toEqual([1, 2, "complete"]);
    expect(other.events).toEqual([...all, "complete"]);
  });
});
