import type { EventChunk } from "@epochal/stream/events";
import { Subject } from "rxjs";
import { expect, test } from "vitest";
import { storeRun, type FailureKind, type StoreRunContext } from "./store-run.ts";

const notice = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: 0, text: "" });

interface Failing extends Partial<StoreRunContext> {
  readonly append?: () => Promise<unknown>;
  readonly fails?: Error;
}

test.each<[string, FailureKind, Failing]>([
  ["the store fails", "storeFailed", { begin: () => Promise.reject(new Error("full")) }],
  ["the store fails later", "storeFailed", { append: () => Promise.reject(new Error("full")) }],
  ["the store rejects the run", "storeRefused", { begin: () => Promise.reject(new RangeError("duplicate id")) }],
  ["the store rejects its chunks", "storeRefused", { append: () => Promise.reject(new RangeError("a gap")) }],
  ["the run fails", "runFailed", { fails: new RangeError("no such loss") }],
])("storing a run ends once, with the kind of failure, if %s", async (_, expected, { fails, append, ...context }) => {
  const chunks$ = new Subject<EventChunk>();
  const calls: string[] = [];
  const settled = storeRun(
    { id: "a", chunks$, dispose: () => calls.push("disposed") },
    { append: append ?? (() => Promise.resolve()) },
    {
      begin: () => Promise.resolve(true),
      onStored: () => {},
      onFailure: async (_error, kind) => void calls.push(kind),
      ...context,
    },
  );
  chunks$.next(notice(1));
  if (fails) chunks$.error(fails);
  await settled();
  expect(calls).toEqual(["disposed", expected]);
});

test("a run that emits faster than it is stored is held until the next commit begins", async () => {
  const chunks$ = new Subject<EventChunk>();
  const holds: boolean[] = [];
  const stored: number[] = [];
  let { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const settled = storeRun(
    { id: "a", chunks$, hold: (isHeld) => holds.push(isHeld), dispose: () => {} },
    { append: () => gate },
    {
      begin: async () => true,
      onStored: (chunks) => stored.push(...chunks.map(({ seq }) => seq)),
      onFailure: async () => {},
    },
  );
  const append = (first: number, last: number) => {
    for (let seq = first; seq <= last; seq++) chunks$.next(notice(seq));
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  append(1, 1);
  await turn();
  append(2, 64);
  expect(holds).toEqual([]);
  append(65, 70);
  expect(holds).toEqual([true]);
  open();
  ({ promise: gate, resolve: open } = Promise.withResolvers<void>());
  await turn();
  expect([holds, stored]).toEqual([[true, false], [1]]);
  open();
  await settled();
  expect(stored).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
});
