/**
 * The inside of the log's thread. All that was asked to be appended since the last turn is one commit, whichever runs it is
 * of; then comes reading, a few milliseconds at a time, so that no reader holds up what happens.
 */
import type { EventChunk } from "@epochal/stream/events";
import { workerData, type MessagePort } from "node:worker_threads";
import type { Append } from "../runs/appender.ts";
import type { KeyRecord } from "../runs/keys.ts";
import { coalesceEpochs } from "../coalesce-epochs.ts";
import { openLog, type NewRun, type RunLog } from "../log.ts";
import type { StoredTraining } from "../runs/reader.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { Retention } from "../runs/retention.ts";
import type { WriteOptions } from "../store/store.ts";
import { compressData } from "../store/training-data.ts";

export interface LogWorkerData extends WriteOptions {
  readonly path: string;
  readonly time: number;
  readonly port: MessagePort;
}

/** A run as it enters the catalogue, its rows as they are. */
export type NewRunWithData = Omit<NewRun, "data"> & { readonly data?: object };

/** What can be asked of the thread, and what it answers. */
export interface Operations {
  createRun: { ask: NewRunWithData; answer: RunRecord };
  append: { ask: Append; answer: RunRecord };
  beginRun: { ask: string; answer: RunRecord };
  cancelRun: { ask: { readonly run: string; readonly key: KeyRecord | undefined }; answer: RunRecord | undefined };
  claimKey: { ask: KeyRecord; answer: KeyRecord | undefined };
  findKey: { ask: { readonly owner: string; readonly key: string }; answer: KeyRecord | undefined };
  interrupt: { ask: string; answer: RunRecord | undefined };
  read: { ask: { readonly run: string; readonly after: number; readonly limit: number }; answer: EventChunk[] };
  training: { ask: string; answer: StoredTraining | undefined };
  retain: { ask: Retention; answer: undefined };
  close: { ask: undefined; answer: undefined };
}

/** `time` is that of the thread that asks: there is one clock. */
export type LogRequest<Op extends keyof Operations = keyof Operations> = {
  [Key in Op]: { readonly id: number; readonly time: number; readonly op: Key; readonly ask: Operations[Key]["ask"] };
}[Op];

/** What became of a request. */
export type Outcome = { readonly id: number } & ({ readonly value: unknown } | { readonly error: unknown });

export type LogMessage =
  | { readonly type: "opened"; readonly records: readonly RunRecord[] }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "outcomes"; readonly outcomes: readonly Outcome[] }
  | { readonly type: "deleted"; readonly run: string };

/** So long is read before it is looked whether there is something to append. */
const READ_SLICE_MS = 4;

const { path, synchronous, maxBytes: mostBytes, time, port } = workerData as LogWorkerData;
let now = time;

try {
  const log = openLog(path, { now: () => now, synchronous, maxBytes: mostBytes });
  const handle = listen(log);
  port.on("message", (requests: readonly LogRequest[]) => requests.forEach(handle));
  send({ type: "opened", records: log.runs() });
} catch (error) {
  send({ type: "failed", error });
  port.close();
}

function send(message: LogMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function listen(log: RunLog): (request: LogRequest) => void {
  let appends: LogRequest<"append">[] = [];
  const reads: LogRequest<"read">[] = [];
  let isTurnComing = false;

  function runTurn(): void {
    isTurnComing = false;
    commit();
    const enough = performance.now() + READ_SLICE_MS;
    for (let next = reads.shift(); next; next = performance.now() < enough ? reads.shift() : undefined) read(next);
    if (reads.length > 0) scheduleTurn();
  }

  function scheduleTurn(): void {
    if (!isTurnComing) setImmediate(runTurn);
    isTurnComing = true;
  }

  function commit(): void {
    if (appends.length === 0) return;
    const all = appends;
    appends = [];
    const stored = log.appendAll(all.map(({ ask }) => ask));
    const outcomes = stored.map((value, i) =>
      value instanceof Error ? { id: all[i]!.id, error: value } : { id: all[i]!.id, value },
    );
    send({ type: "outcomes", outcomes });
  }

  function read({ id, ask: { run, after, limit } }: LogRequest<"read">): void {
    let value: EventChunk[];
    try {
      value = coalesceEpochs(log.read(run, after, limit));
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

  async function createRun({ time: asked, ask: { data, ...run } }: LogRequest<"createRun">): Promise<RunRecord> {
    const compressed = data && (await compressData(data));
    now = asked;
    return log.createRun({ ...run, ...(compressed && { data: compressed }) });
  }

  /** One run at a time, and then the space, so that what happens meanwhile is stored in between. */
  async function retain(retention: Retention): Promise<void> {
    for (let run = log.nextToDelete(retention); run; run = log.nextToDelete(retention)) {
      log.deleteRuns([run.id]);
      send({ type: "deleted", run: run.id });
      await nextTurn();
    }
    while (log.vacuumStep()) await nextTurn();
  }

  return (request) => {
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
      case "beginRun":
        void reply(request.id, () => log.beginRun(request.ask));
        return;
      case "cancelRun":
        void reply(request.id, () => log.cancelRun(request.ask.run, request.ask.key));
        return;
      case "claimKey":
        void reply(request.id, () => log.claimKey(request.ask));
        return;
      case "findKey":
        void reply(request.id, () => log.findKey(request.ask.owner, request.ask.key));
        return;
      case "interrupt":
        commit();
        void reply(request.id, () => log.interrupt(request.ask));
        return;
      case "training":
        void reply(request.id, () => log.training(request.ask));
        return;
      case "retain":
        void reply(request.id, () => retain(request.ask));
        return;
      case "close":
        commit();
        void reply(request.id, () => log.close()).then(() => port.close());
    }
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** So little is copied sooner than handed over. */
const MAX_COPIED_BYTES = 2048;

/** What need not be copied on its way, since nobody here has it any more. */
function transferableVectors(chunk: EventChunk): ArrayBuffer[] {
  return Object.values(chunk).flatMap((value: unknown) =>
    value instanceof Float64Array && value.byteLength > MAX_COPIED_BYTES ? [value.buffer as ArrayBuffer] : [],
  );
}
