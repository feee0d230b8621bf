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
  const scheduler = new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted));
  scheduler.run(({ hot, expectObservable }) => {
    expectObservable(hot(source, values).pipe(thinEpochs(3, scheduler))).toBe(expected, values);
  });
}

test("thinEpochs lets the first epoch through and then the newest of each interval", () => {
  expectThinned(
    "s-abc---d(f|)", //
    "s-a--c--d(f|)",
  );
});

test("thinEpochs sends a waiting epoch before another event, so that the last one is always seen", () => {
  expectThinned(
    "ab(f|)", //
    "a-(bf|)",
  );
});

test("thinEpochs sends a waiting epoch before the end and before an error", () => {
  expectThinned("ab|", "a-(b|)");
  expectThinned("ab#", "a-(b#)");
});
