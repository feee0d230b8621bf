/** The log's thread as the starting thread sees it: requests and their results. */
import { openThread, threadFile } from "@epochal/stream/thread";
import type { RunRecord } from "../runs/run-record.ts";
import type { LogMessage, LogRequest, LogThreadData, Operations, Outcome } from "./log-worker.ts";

export interface LogWorker {
  /** The catalogue of the store, newest run first; rejects if the store cannot be opened. */
  readonly opened: Promise<readonly RunRecord[]>;
  /** Sends a request; resolves to its result or rejects with its error. Appends are answered in their order. */
  readonly request: <Op extends keyof Operations>(
    op: Op,
    ...args: Parameters<Operations[Op]>
  ) => Promise<ReturnType<Operations[Op]>>;
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
  options: Omit<LogThreadData, "time">,
  now: () => number,
  onDelete: (run: string) => void,
): LogWorker {
  const pending = new Map<number, PendingRequest>();
  const opening = Promise.withResolvers<readonly RunRecord[]>();
  /** The requests of one turn of the event loop are sent as one message. */
  let outbox: LogRequest[] = [];
  let lastId = 0;
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
      thread.send(requests);
    } catch {
      // One of them holds a value that cannot be cloned, such as a function. The others are sent.
      requests.forEach(sendOne);
    }
  }

  function sendOne(request: LogRequest): void {
    try {
      thread.send([request]);
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
  function onEnd(failure: Error | undefined): void {
    endError = failure ?? new Error("log: the log is closed");
    opening.reject(endError);
    for (const { reject } of pending.values()) reject(endError);
    pending.clear();
  }

  const data: LogThreadData = { ...options, time: now() };
  const listener = { onMessage: handle, onEnd };
  const thread = openThread<LogRequest[], LogMessage>(threadFile("log-worker", import.meta.url), data, listener);

  return {
    opened: opening.promise,
    request(op, ...args) {
      if (endError) return Promise.reject(endError);
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<ReturnType<Operations[typeof op]>>();
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      if (outbox.length === 0) setImmediate(send);
      outbox.push({ id, time: now(), op, args } as LogRequest);
      return promise;
    },
  };
}

function restoreError(error: unknown, code: string | undefined): unknown {
  return code === undefined ? error : Object.assign(error as Error, { code });
}
