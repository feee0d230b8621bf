/** The log's thread as the starting thread sees it: requests and their results. */
import { MessageChannel, Worker } from "node:worker_threads";
import type { RunRecord } from "../runs/run-record.ts";
import type { LogMessage, LogRequest, LogWorkerData, Operations, Outcome } from "./log-worker.ts";

export interface LogWorker {
  /** The catalogue of the store, newest run first; rejects if the store cannot be opened. */
  readonly opened: Promise<readonly RunRecord[]>;
  /** Sends a request; resolves to its output or rejects with its error. Appends are answered in their order. */
  readonly request: <Op extends keyof Operations>(
    op: Op,
    input: Operations[Op]["input"],
  ) => Promise<Operations[Op]["output"]>;
}

interface PendingRequest {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts a thread, which ends after a `close` request.
 * @param onDelete called for each run that has been deleted.
 */
export function startLogWorker(
  options: Omit<LogWorkerData, "time" | "port">,
  now: () => number,
  onDelete: (run: string) => void,
): LogWorker {
  // A separate channel: `node --watch` sends its own messages on a worker's default one.
  const { port1: port, port2 } = new MessageChannel();
  const data: LogWorkerData = { ...options, time: now(), port: port2 };
  // The flags of this process, such as --input-type, do not apply to the worker.
  const worker = new Worker(workerUrl(), { workerData: data, transferList: [port2], execArgv: [] });
  const pending = new Map<number, PendingRequest>();
  const opening = Promise.withResolvers<readonly RunRecord[]>();
  /** The requests of one turn of the event loop are sent as one message. */
  let outbox: LogRequest[] = [];
  let lastId = 0;
  let failure: Error | undefined;
  let endError: Error | undefined;

  function handle(message: LogMessage): void {
    switch (message.type) {
      case "opened":
        opening.resolve(message.records);
        return;
      case "failed":
        opening.reject(message.error);
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
      // One of them holds a value that cannot be cloned, such as a function. The others are sent.
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
    const settled = pending.get(outcome.id);
    pending.delete(outcome.id);
    if ("error" in outcome) settled?.reject(restoreError(outcome.error, outcome.code));
    else settled?.resolve(outcome.value);
  }

  /** Rejects all pending and later requests. */
  function end(): void {
    endError = failure ?? new Error("log: the log is closed");
    opening.reject(endError);
    for (const { reject } of pending.values()) reject(endError);
    pending.clear();
  }

  port.on("message", handle);
  worker.on("error", (error) => {
    failure = error as Error;
  });
  // The last messages may arrive after the thread has exited: wait for both closes.
  let stillOpen = 2;
  const close = () => {
    stillOpen -= 1;
    if (stillOpen === 0) end();
  };
  port.on("close", close);
  worker.on("exit", close);

  return {
    opened: opening.promise,
    request(op, input) {
      if (endError) return Promise.reject(endError);
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Operations[typeof op]["output"]>();
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      if (outbox.length === 0) setImmediate(send);
      outbox.push({ id, time: now(), op, input } as LogRequest);
      return promise;
    },
  };
}

function restoreError(error: unknown, code: string | undefined): unknown {
  return code === undefined ? error : Object.assign(error as Error, { code });
}

/** The worker's file: beside this source file, or a separate entry beside a bundle. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "log-worker.ts"));
  return new URL("./log-worker.js", import.meta.url);
}
