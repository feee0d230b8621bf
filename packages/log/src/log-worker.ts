/**
 * The inside of the log's thread. All that was asked to be appended since the last turn is one commit, whichever runs it is
 * of; then comes reading, a few milliseconds at a time, so that no reader holds up what happens.
 */
import type { EventChunk } from "@epochal/stream/events";
import { workerData, type MessagePort } from "node:worker_threads";
import type { Append } from "./appender.ts";
import type { KeyRecord } from "./keys.ts";
import { joinEpochs } from "./join-epochs.ts";
import { openLog, type NewRun, type RunLog } from "./log.ts";
import type { StoredTraining } from "./reader.ts";
import type { RunRecord } from "./record.ts";
import type { Retention } from "./retention.ts";
import type { WriteOptions } from "./store.ts";
import { compressData } from "./training-data.ts";

export interface LogTask extends WriteOptions {
  readonly path: string;
  readonly time: number;
  readonly port: MessagePort;
}

/** A run as it enters the catalogue, its rows as they are. */
export type NewRunWithData = Omit<NewRun, "data"> & { readonly data?: object };

/** What can be asked of the thread, and what it answers. */
export interface Work {
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
export type Request<Op extends keyof Work = keyof Work> = {
  [Key in Op]: { readonly id: number; readonly time: number; readonly op: Key; readonly ask: Work[Key]["ask"] };
}[Op];

/** What became of a request. */
export type Outcome = { readonly id: number } & ({ readonly value: unknown } | { readonly error: unknown });

export type FromLog =
  | { readonly type: "opened"; readonly records: readonly RunRecord[] }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "outcomes"; readonly outcomes: readonly Outcome[] }
  | { readonly type: "deleted"; readonly run: string };

/** So long is read before it is looked whether there is something to append. */
const READ_MS = 4;

const { path, synchronous, mostBytes, time, port } = workerData as LogTask;
let now = time;

try {
  const log = openLog(path, { now: () => now, synchronous, mostBytes });
  const handle = listen(log);
  port.on("message", (requests: readonly Request[]) => requests.forEach(handle));
  send({ type: "opened", records: log.runs() });
} catch (error) {
  send({ type: "failed", error });
  port.close();
}

function send(message: FromLog, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function listen(log: RunLog): (request: Request) => void {
  let appends: Request<"append">[] = [];
  const reads: Request<"read">[] = [];
  let isTurnComing = false;

  function turn(): void {
    isTurnComing = false;
    commit();
    const enough = performance.now() + READ_MS;
    for (let next = reads.shift(); next; next = performance.now() < enough ? reads.shift() : undefined) read(next);
    if (reads.length > 0) takeTurn();
  }

  function takeTurn(): void {
    if (!isTurnComing) setImmediate(turn);
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

  function read({ id, ask: { run, after, limit } }: Request<"read">): void {
    let value: EventChunk[];
    try {
      value = joinEpochs(log.read(run, after, limit));
    } catch (error) {
      send({ type: "outcomes", outcomes: [{ id, error }] });
      return;
    }
    send({ type: "outcomes", outcomes: [{ id, value }] }, value.flatMap(vectorsOf));
  }

  async function answer(id: number, work: () => unknown): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = { id, value: await work() };
    } catch (error) {
      outcome = { id, error };
    }
    send({ type: "outcomes", outcomes: [outcome] });
  }

  async function createRun({ time: asked, ask: { data, ...run } }: Request<"createRun">): Promise<RunRecord> {
    const compressed = data && (await compressData(data));
    now = asked;
    return log.createRun({ ...run, ...(compressed && { data: compressed }) });
  }

  /** One run at a time, and then the space, so that what happens meanwhile is stored in between. */
  async function retain(retention: Retention): Promise<void> {
    for (let run = log.surplus(retention); run; run = log.surplus(retention)) {
      log.deleteRuns([run.id]);
      send({ type: "deleted", run: run.id });
      await nextTurn();
    }
    while (log.giveBack()) await nextTurn();
  }

  return (request) => {
    now = request.time;
    switch (request.op) {
      case "append":
        appends.push(request);
        takeTurn();
        return;
      case "read":
        reads.push(request);
        takeTurn();
        return;
      case "createRun":
        void answer(request.id, () => createRun(request));
        return;
      case "beginRun":
        void answer(request.id, () => log.beginRun(request.ask));
        return;
      case "cancelRun":
        void answer(request.id, () => log.cancelRun(request.ask.run, request.ask.key));
        return;
      case "claimKey":
        void answer(request.id, () => log.claimKey(request.ask));
        return;
      case "findKey":
        void answer(request.id, () => log.findKey(request.ask.owner, request.ask.key));
        return;
      case "interrupt":
        commit();
        void answer(request.id, () => log.interrupt(request.ask));
        return;
      case "training":
        void answer(request.id, () => log.training(request.ask));
        return;
      case "retain":
        void answer(request.id, () => retain(request.ask));
        return;
      case "close":
        commit();
        void answer(request.id, () => log.close()).then(() => port.close());
    }
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** So little is copied sooner than handed over. */
const COPIED_BYTES = 2048;

/** What need not be copied on its way, since nobody here has it any more. */
function vectorsOf(chunk: EventChunk): ArrayBuffer[] {
  return Object.values(chunk).flatMap((value: unknown) =>
    value instanceof Float64Array && value.byteLength > COPIED_BYTES ? [value.buffer as ArrayBuffer] : [],
  );
}
