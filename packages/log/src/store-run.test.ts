import type { EventChunk } from "@epochal/stream/events";
import { Subject } from "rxjs";
import { expect, test } from "vitest";
import { storeRun } from "./store-run.ts";

const notice = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: 0, text: "" });

test("a run that tells more than is stored waits, until that is on its way", async () => {
  const chunks$ = new Subject<EventChunk>();
  const holds: boolean[] = [];
  const stored: number[] = [];
  let { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const settled = storeRun(
    { chunks$, hold: (isHeld) => holds.push(isHeld), dispose: () => {} },
    {
      enter: async () => true,
      append: () => gate,
      onStored: (chunks) => stored.push(...chunks.map(({ seq }) => seq)),
      onBroken: async () => {},
    },
  );
  const tell = (first: number, last: number) => {
    for (let seq = first; seq <= last; seq++) chunks$.next(notice(seq));
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  tell(1, 1);
  await turn();
  tell(2, 64);
  expect(holds).toEqual([]);
  tell(65, 70);
  expect(holds).toEqual([true]);
  open();
  ({ promise: gate, resolve: open } = Promise.withResolvers<void>());
  await turn();
  expect([holds, stored]).toEqual([[true, false], [1]]);
  open();
  await settled();
  expect(stored).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
});
