import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { workBoardBytes, MAX_THREADS, openWorkBoard } from "./work-board.ts";

/** A thread that notifies before it has done its part, like one whose notification of an earlier part comes late. */
const earlyNotifier = `
  const { workerData } = require("node:worker_threads");
  const state = new Int32Array(workerData.memory, workerData.at, 1);
  const READY = 2, ASSIGNED = 4;
  Atomics.store(state, 0, READY);
  Atomics.notify(state, 0);
  while (Atomics.load(state, 0) !== ASSIGNED);
  while (Atomics.notify(state, 0) === 0);
  Atomics.store(state, 0, READY);
  Atomics.notify(state, 0);
`;

test("a caller that is woken before the part is done waits again", async () => {
  const memory = new SharedArrayBuffer(workBoardBytes(MAX_THREADS));
  const board = openWorkBoard(memory, 0);
  const state = new Int32Array(memory, workBoardBytes(0), 1);
  const worker = new Worker(earlyNotifier, { eval: true, workerData: { memory, at: workBoardBytes(0) } });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  Atomics.wait(state, 0, 0);
  const parts: number[] = [];
  board.runParallel([0], (_, part) => parts.push(part));
  expect(parts).toEqual([0]);
  await ended;
  expect(board.readyThreads).toBe(1);
});
