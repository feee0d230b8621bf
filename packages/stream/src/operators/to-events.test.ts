import { concatMap, Subject, take } from "rxjs";
import { expect, test } from "vitest";
import { eventsOf, type EventChunk } from "../events/index.ts";
import { toEvents } from "./to-events.ts";

const epochs = (seq: number, count: number): EventChunk => {
  const column = Float64Array.from({ length: count }, (_, i) => seq + i);
  return { type: "epochs", seq, time: 0, epoch: seq, loss: column, learningRate: column, gradientNorm: column };
};
const noticed = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: seq, text: "" });

test.each([
  ["toEvents", toEvents],
  ["concatMap", () => concatMap((chunk: EventChunk) => eventsOf(chunk))],
])(
  "%s emits a chunk that arrives while an event is emitted after the current one, and completes last",
  (_, operator) => {
    const chunks$ = new Subject<EventChunk>();
    const received: unknown[] = [];
    chunks$.pipe(operator()).subscribe({
      next({ seq }) {
        received.push(seq);
        if (seq === 1) chunks$.next(noticed(4));
        if (seq === 2) chunks$.next(epochs(5, 2));
        if (seq === 5) chunks$.complete();
      },
      complete: () => received.push("complete"),
    });
    chunks$.next(epochs(1, 3));
    expect(received).toEqual([1, 2, 3, 4, 5, 6, "complete"]);
  },
);

test("a subscriber that unsubscribes within a chunk receives no more events, and errors are passed on", () => {
  const chunks$ = new Subject<EventChunk>();
  const received: unknown[] = [];
  const events$ = chunks$.pipe(toEvents());
  events$.pipe(take(2)).subscribe(({ seq }) => received.push(seq));
  events$.subscribe({ error: (error) => received.push(error) });
  chunks$.next(epochs(1, 3));
  chunks$.next(noticed(4));
  chunks$.error("broken");
  expect(received).toEqual([1, 2, "broken"]);
});
