import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { boardBytes, MOST_THREADS, openBoard } from "./board.ts";

/** A thread that is woken and wakes before it has done anything, as one does that is late to say what it did before. */
const impatient = `
  const { workerData } = require("node:worker_threads");
  const state = new Int32Array(workerData.memory, workerData.at, 1);
  const READY = 2, TOLD = 4;
  Atomics.store(state, 0, READY);
  Atomics.notify(state, 0);
  while (Atomics.load(state, 0) !== TOLD);
  while (Atomics.notify(state, 0) === 0);
  Atomics.store(state, 0, READY);
  Atomics.notify(state, 0);
`;

test("who is woken without an answer goes on waiting for it", async () => {
  const memory = new SharedArrayBuffer(boardBytes(MOST_THREADS));
  const board = openBoard(memory, 0);
  const state = new Int32Array(memory, boardBytes(0), 1);
  const worker = new Worker(impatient, { eval: true, workerData: { memory, at: boardBytes(0) } });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  Atomics.wait(state, 0, 0);
  const parts: number[] = [];
  board.share([0], (_, part) => parts.push(part));
  expect(parts).toEqual([0]);
  await ended;
  expect(board.waiting).toBe(1);
});
