import { concatMap, Subject, take } from "rxjs";
import { expect, test } from "vitest";
import { eventsOf, type EventChunk } from "../events/index.ts";
import { toEvents } from "./to-events.ts";

const epochs = (seq: number, count: number): EventChunk => {
  const column = Float64Array.from({ length: count }, (_, i) => seq + i);
  return { type: "epochs", seq, time: 0, epoch: seq, loss: column, learningRate: column, gradientNorm: column };
};
const noticed = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: seq, text: "so" });

test.each([
  ["toEvents", toEvents],
  ["concatMap", () => concatMap((chunk: EventChunk) => eventsOf(chunk))],
])("%s tells what is told while an event is heard behind its chunk, and the end last of all", (_, operator) => {
  const chunks$ = new Subject<EventChunk>();
  const heard: unknown[] = [];
  chunks$.pipe(operator()).subscribe({
    next({ seq }) {
      heard.push(seq);
      if (seq === 1) chunks$.next(noticed(4));
      if (seq === 2) chunks$.next(epochs(5, 2));
      if (seq === 5) chunks$.complete();
    },
    complete: () => heard.push("complete"),
  });
  chunks$.next(epochs(1, 3));
  expect(heard).toEqual([1, 2, 3, 4, 5, 6, "complete"]);
});

test("who leaves within a chunk hears no more, and an error comes through", () => {
  const chunks$ = new Subject<EventChunk>();
  const heard: unknown[] = [];
  const events$ = chunks$.pipe(toEvents());
  events$.pipe(take(2)).subscribe(({ seq }) => heard.push(seq));
  events$.subscribe({ error: (error) => heard.push(error) });
  chunks$.next(epochs(1, 3));
  chunks$.next(noticed(4));
  chunks$.error("broken");
  expect(heard).toEqual([1, 2, "broken"]);
});
