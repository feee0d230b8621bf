import { TestScheduler } from "rxjs/testing";
import { expect, test } from "vitest";
import type { TrainingEvent } from "../events/index.ts";
import { thinEpochs } from "./thin-epochs.ts";

const epoch = (number: number) =>
  ({
    type: "epoch",
    seq: number,
    time: 0,
    epoch: number,
    loss: 1,
    learningRate: 1,
    gradientNorm: 1,
  }) satisfies TrainingEvent;
const values = {
  s: { type: "noticed", seq: 0, time: 0, epoch: 0, text: "started" } satisfies TrainingEvent,
  a: epoch(1),
  b: epoch(2),
  c: epoch(3),
  d: epoch(4),
  f: { type: "noticed", seq: 9, time: 0, epoch: 9, text: "finished" } satisfies TrainingEvent,
};

function expectThinned(source: string, expected: string): void {
  const scheduler = new TestScheduler((actual, marbles) => expect(actual).toEqual(marbles));
  scheduler.run(({ hot, expectObservable }) => {
    expectObservable(hot(source, values).pipe(thinEpochs(3, scheduler))).toBe(expected, values);
  });
}

test("thinEpochs emits the first epoch and then the newest of each interval", () => {
  expectThinned(
    "s-abc---d(f|)", //
    "s-a--c--d(f|)",
  );
});

test("thinEpochs emits a waiting epoch before another event, so that the last one always arrives", () => {
  expectThinned(
    "ab(f|)", //
    "a-(bf|)",
  );
});

test("thinEpochs emits a waiting epoch before it completes or fails", () => {
  expectThinned("ab|", "a-(b|)");
  expectThinned("ab#", "a-(b#)");
});
