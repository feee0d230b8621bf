import { expect, test } from "vitest";
import type { EventChunk } from "../events/index.ts";
import type { ThreadListener } from "./thread.ts";
import { createWorkerPool } from "./worker-pool.ts";
import type { FromRun, FromWorker, ToWorker } from "./worker-messages.ts";

interface FakeThread {
  readonly listener: ThreadListener<FromWorker>;
  readonly heapBytes: number;
  readonly sent: ToWorker[];
  isKept: boolean;
  isTerminated: boolean;
}

/** A pool of fake threads, and its timers. */
function createPool() {
  const threads: FakeThread[] = [];
  const timers = new Set<() => void>();
  const schedule = (task: () => void) => {
    timers.add(task);
    return () => timers.delete(task);
  };
  const pool = createWorkerPool(schedule, (listener, heapBytes) => {
    const thread: FakeThread = { listener, heapBytes, sent: [], isKept: true, isTerminated: false };
    threads.push(thread);
    return {
      send: (message) => void thread.sent.push(message),
      keepAlive: (isKept) => void (thread.isKept = isKept),
      terminate: () => void (thread.isTerminated = true),
    };
  });
  return { pool, threads, timers, take: (heapBytes = Infinity) => pool.take(silent, heapBytes) };
}

const silent: ThreadListener<FromRun> = { onMessage: () => {}, onEnd: () => {} };
/** The end of a run whose worker can train another one; the pool does not read the chunk. */
const last = { type: "chunk", chunk: {} as EventChunk, isLast: true } as const;
const command = { type: "command", command: { type: "pause" } } as const;

test("a worker that is idle takes the next run, and does not keep the process alive meanwhile", () => {
  const { pool, threads, take } = createPool();
  take();
  threads[0]!.listener.onMessage(last);
  expect(pool.idleCount).toBe(1);
  expect(threads[0]!.isKept).toBe(false);
  take().send(command);
  expect(threads).toMatchObject([{ isKept: true, sent: [command] }]);
  expect(pool.idleCount).toBe(0);
});

test("a run that starts when another one ends gets its worker", () => {
  const { pool, threads, take } = createPool();
  pool.take({ ...silent, onMessage: () => take() }, Infinity);
  threads[0]!.listener.onMessage(last);
  expect(threads).toHaveLength(1);
  expect(pool.idleCount).toBe(0);
});

test("a worker that was terminated is not used again, even if it has become idle before it could end", () => {
  const { pool, threads, take } = createPool();
  take().terminate();
  threads[0]!.listener.onMessage(last);
  expect(threads[0]!.isTerminated).toBe(true);
  expect(pool.idleCount).toBe(0);
  take();
  expect(threads).toHaveLength(2);
});

test("simultaneous runs have workers of their own, and each hears only of its own", () => {
  const { pool, threads } = createPool();
  const heard: string[] = [];
  const listen = (name: string) =>
    pool.take(
      { onMessage: ({ type }) => heard.push(`${name} ${type}`), onEnd: () => heard.push(`${name} end`) },
      Infinity,
    );
  listen("a");
  listen("b");
  threads[1]!.listener.onMessage({ type: "failed", error: "e" });
  threads[0]!.listener.onMessage(last);
  listen("c");
  threads[0]!.listener.onEnd(undefined);
  expect(heard).toEqual(["b failed", "a chunk", "c end"]);
});

test("a worker that has ended is not used again, whether it trained or was idle", () => {
  const { pool, threads, take } = createPool();
  take();
  threads[0]!.listener.onEnd(new Error("out of memory"));
  take();
  threads[1]!.listener.onMessage(last);
  threads[1]!.listener.onEnd(undefined);
  expect(pool.idleCount).toBe(0);
  take();
  expect(threads).toHaveLength(3);
});

test("at most eight workers are idle, and each ends after a while", () => {
  const { pool, threads, timers, take } = createPool();
  for (let i = 0; i < 10; i++) take();
  for (const { listener } of threads) listener.onMessage(last);
  expect(pool.idleCount).toBe(8);
  expect(threads.map(({ isTerminated }) => isTerminated).indexOf(true)).toBe(8);
  for (const end of timers) end();
  expect(pool.idleCount).toBe(0);
  expect(threads.every(({ isTerminated }) => isTerminated)).toBe(true);
});

test("a worker in use does not time out", () => {
  const { threads, timers, take } = createPool();
  take();
  threads[0]!.listener.onMessage(last);
  take();
  expect(timers.size).toBe(0);
});

test("a run gets a worker with the limit of its heap", () => {
  const { threads, take } = createPool();
  take(1e8);
  threads[0]!.listener.onMessage(last);
  take(2e8);
  take(1e8);
  expect(threads.map(({ heapBytes }) => heapBytes)).toEqual([1e8, 2e8]);
});
