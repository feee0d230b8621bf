/** The log's thread, seen from the thread that started it: what is asked, and what it answers. */
import { MessageChannel, Worker } from "node:worker_threads";
import type { LogMessage, LogWorkerData, Outcome, LogRequest, Operations } from "./log-worker.ts";
import type { RunRecord } from "../runs/run-record.ts";

export interface LogWorker {
  /** The catalogue of the store, the newest run first; rejects when it cannot be opened. */
  readonly opened: Promise<readonly RunRecord[]>;
  /** Resolves with the answer, rejects with what went wrong; answers come in the order of what was asked to be stored. */
  readonly request: <Op extends keyof Operations>(
    op: Op,
    what: Operations[Op]["ask"],
  ) => Promise<Operations[Op]["answer"]>;
}

/** A request that waits for its answer. */
interface PendingRequest {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts a thread that ends when it has answered `close`.
 * @param onDelete is told of a run that has been deleted.
 */
export function startLogWorker(
  options: Omit<LogWorkerData, "time" | "port">,
  now: () => number,
  onDelete: (run: string) => void,
): LogWorker {
  // A channel of our own: a watching Node puts messages of its own on a worker's default one.
  const { port1: port, port2 } = new MessageChannel();
  const task: LogWorkerData = { ...options, time: now(), port: port2 };
  // The flags that this process was started with, such as --input-type, are not the worker's business.
  const worker = new Worker(workerUrl(), { workerData: task, transferList: [port2], execArgv: [] });
  const pending = new Map<number, PendingRequest>();
  const {
    promise: opened,
    resolve: resolveOpened,
    reject: rejectOpened,
  } = Promise.withResolvers<readonly RunRecord[]>();
  /** All that is asked in one turn of the event loop is one message. */
  let outbox: LogRequest[] = [];
  let lastId = 0;
  let failure: Error | undefined;
  let ended: Error | undefined;

  function handle(message: LogMessage): void {
    switch (message.type) {
      case "opened":
        resolveOpened(message.records);
        return;
      case "failed":
        rejectOpened(message.error);
        return;
      case "deleted":
        onDelete(message.run);
        return;
      case "outcomes":
        for (const outcome of message.outcomes) settle(outcome);
    }
  }

  function send(): void {
    const requests = outbox;
    outbox = [];
    try {
      port.postMessage(requests);
    } catch {
      // One of them holds what cannot be sent, such as a function: the others can.
      requests.forEach(sendOne);
    }
  }

  function sendOne(request: LogRequest): void {
    try {
      port.postMessage([request]);
    } catch (error) {
      settle({ id: request.id, error });
    }
  }

  function settle(outcome: Outcome): void {
    const waiting = pending.get(outcome.id);
    pending.delete(outcome.id);
    if ("error" in outcome) waiting?.reject(outcome.error);
    else waiting?.resolve(outcome.value);
  }

  /** Nothing is answered any more. */
  function end(): void {
    ended = failure ?? new Error("log: expected a log that is open, got one that is closed");
    rejectOpened(ended);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  }

  port.on("message", handle);
  worker.on("error", (error) => {
    failure = error as Error;
  });
  // The last messages may arrive after the thread has ended: only when both are through is something missing.
  let stillOpen = 2;
  const close = () => {
    stillOpen -= 1;
    if (stillOpen === 0) end();
  };
  port.on("close", close);
  worker.on("exit", close);

  return {
    opened,
    request(op, what) {
      if (ended) return Promise.reject(ended);
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Operations[typeof op]["answer"]>();
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      if (outbox.length === 0) setImmediate(send);
      outbox.push({ id, time: now(), op, ask: what } as LogRequest);
      return promise;
    },
  };
}

/** The worker's file: beside this one as source, and as its own entry beside a bundle. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "log-worker.ts"));
  return new URL("./log-worker.js", import.meta.url);
}
