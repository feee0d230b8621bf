/**
 * The inside of the log's thread. In each turn it stores all appends since the last turn in one commit, whatever their runs, and
 * then reads for a few milliseconds, so that readers do not delay new events. Neither do other requests, however many there are.
 */
import type { EventChunk } from "@epochal/stream/events";
import type { ThreadData } from "@epochal/stream/thread";
import { workerData } from "node:worker_threads";
import { coalesceEpochs } from "../coalesce-epochs.ts";
import type { NewRunWithData } from "../event-log.ts";
import { openLog } from "../log.ts";
import type { RunLog } from "../run-log.ts";
import type { Retention } from "../runs/retention.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { isRunTooLarge } from "../runs/run-too-large.ts";
import type { WriteOptions } from "../store/store.ts";
import { compressData } from "../store/training-data.ts";

export interface LogThreadData extends WriteOptions {
  readonly maxRunBytes: number;
  readonly path: string;
  readonly time: number;
}

/** The operations of the thread: those of the log, and some that take several turns. */
export interface Operations extends Pick<RunLog, LogOperation | "append" | "close"> {
  createRun(run: NewRunWithData): RunRecord;
  read(run: string, after: number, limit: number): EventChunk[];
  applyRetention(retention: Retention): void;
}

/** The operations of the log that take one turn. */
type LogOperation =
  | "beginRun"
  | "cancelRun"
  | "claimKey"
  | "findKey"
  | "checkRoom"
  | "interrupt"
  | "training"
  | "beginTransaction"
  | "commitTransaction"
  | "rollBackTransaction";

/** `time` is the requesting thread's, so that there is one clock. */
export type LogRequest<Op extends keyof Operations = keyof Operations> = {
  [Key in Op]: {
    readonly id: number;
    readonly time: number;
    readonly op: Key;
    readonly args: Parameters<Operations[Key]>;
  };
}[Op];

/** The result of a request. A cloned error loses its `code`, so that comes beside it. */
export type Outcome = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: unknown; readonly code?: string }
);

export type LogMessage =
  | { readonly type: "opened"; readonly records: readonly RunRecord[] }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "outcomes"; readonly outcomes: readonly Outcome[] }
  | { readonly type: "deleted"; readonly run: string };

/** Reads for this long before it checks for new appends. */
const READ_SLICE_MS = 4;
/** A turn begins at the latest when this time has passed: Node hands over at least 1000 messages before it lets a turn begin. */
const MAX_DELAY_MS = 4;

const { path, synchronous, maxBytes, maxRunBytes, time, port } = workerData as ThreadData<LogThreadData>;
let now = time;

try {
  const log = openLog(path, { now: () => now, synchronous, maxBytes, maxRunBytes });
  const handle = createRequestHandler(log);
  port.on("message", (requests: readonly LogRequest[]) => requests.forEach(handle));
  send({ type: "opened", records: log.runs() });
} catch (error) {
  send({ type: "failed", error });
  port.close();
}

function send(message: LogMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function createRequestHandler(log: RunLog): (request: LogRequest) => void {
  let appends: LogRequest<"append">[] = [];
  const reads: LogRequest<"read">[] = [];
  /** When the scheduled turn was asked for; undefined without one. */
  let scheduled: number | undefined;

  function runTurn(): void {
    scheduled = undefined;
    commit();
    const deadline = performance.now() + READ_SLICE_MS;
    for (let next = reads.shift(); next; next = performance.now() < deadline ? reads.shift() : undefined) read(next);
    if (reads.length > 0) scheduleTurn();
  }

  function scheduleTurn(): void {
    if (scheduled === undefined) setImmediate(runTurn);
    scheduled ??= performance.now();
  }

  function commit(): void {
    if (appends.length === 0) return;
    const all = appends;
    appends = [];
    const stored = log.appendAll(all.map(({ args: [run, chunks] }) => ({ run, chunks })));
    const outcomes = stored.map((value, i) =>
      value instanceof Error
        ? { id: all[i]!.id, error: value, ...(isRunTooLarge(value) && { code: value.code }) }
        : { id: all[i]!.id, value },
    );
    send({ type: "outcomes", outcomes });
  }

  function read({ id, args }: LogRequest<"read">): void {
    let value: EventChunk[];
    try {
      value = coalesceEpochs(log.read(...args));
    } catch (error) {
      send({ type: "outcomes", outcomes: [{ id, error }] });
      return;
    }
    send({ type: "outcomes", outcomes: [{ id, value }] }, value.flatMap(transferableVectors));
  }

  async function reply(id: number, work: () => unknown): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = { id, value: await work() };
    } catch (error) {
      outcome = { id, error };
    }
    send({ type: "outcomes", outcomes: [outcome] });
  }

  async function createRun({ time: requested, args }: LogRequest<"createRun">): Promise<RunRecord> {
    const [{ data, ...run }] = args;
    const compressed = data && (await compressData(data));
    now = requested;
    return log.createRun({ ...run, ...(compressed && { data: compressed }) });
  }

  function run({ op, args }: LogRequest<LogOperation>): unknown {
    return (log[op] as (...all: typeof args) => unknown)(...args);
  }

  return (request) => {
    if (scheduled !== undefined && performance.now() - scheduled > MAX_DELAY_MS) runTurn();
    now = request.time;
    switch (request.op) {
      case "append":
        appends.push(request);
        scheduleTurn();
        return;
      case "read":
        reads.push(request);
        scheduleTurn();
        return;
      case "createRun":
        void reply(request.id, () => createRun(request));
        return;
      case "applyRetention":
        void reply(request.id, () => applyRetention(log, ...request.args));
        return;
      case "close":
        commit();
        void reply(request.id, () => log.close()).then(() => port.close());
        return;
      case "interrupt":
        commit();
        break;
      case "beginRun":
      case "cancelRun":
      case "claimKey":
      case "findKey":
      case "checkRoom":
      case "training":
      case "beginTransaction":
      case "commitTransaction":
      case "rollBackTransaction":
    }
    void reply(request.id, () => run(request));
  };
}

/** Deletes one run per turn, then returns the space step by step, so that events are stored in between. */
async function applyRetention(log: RunLog, retention: Retention): Promise<void> {
  for (let run = log.nextToDelete(retention); run !== undefined; run = log.nextToDelete(retention)) {
    log.deleteRuns([run]);
    send({ type: "deleted", run });
    await nextTurn();
  }
  while (log.vacuumStep()) await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Vectors up to this size are copied: that is faster than a transfer. */
const MAX_COPIED_BYTES = 2048;

/** The memory of vectors that can be transferred, since nothing in this thread uses them any more. */
function transferableVectors(chunk: EventChunk): ArrayBuffer[] {
  return Object.values(chunk).flatMap((value: unknown) =>
    value instanceof Float64Array && value.byteLength > MAX_COPIED_BYTES ? [value.buffer as ArrayBuffer] : [],
  );
}
