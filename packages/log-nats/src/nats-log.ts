/**
 * The log of runs on NATS JetStream. A run is a subject of one stream; an append is one message, which says how far its run is. The
 * catalogue is a key-value bucket; rows of trainings and large appends are objects. Any number of processes share the log.
 */
import { sizeOfChunks, type LogThreadOptions, type RunRecord, type SharedLog } from "@epochal/log";
import { createByteBudget, createRetentionClock, isId } from "@epochal/log/engine";
import type { EventChunk } from "@epochal/stream/events";
import { randomUUID } from "node:crypto";
import { createAppender } from "./runs/appender.ts";
import { createCatalogue, type Catalogue, type Change, type KnownHead } from "./runs/catalogue.ts";
import { checkRoom } from "./connection/check-room.ts";
import { limitReports } from "./connection/foreign-reports.ts";
import { connectNats, publicAddress, type NatsOptions } from "./connection/connect.ts";
import { isTransient, storeError, untilLeader, withStoreErrors } from "./connection/failures.ts";
import { followLog } from "./runs/follow-log.ts";
import { interruptLost } from "./runs/interrupt-lost.ts";
import { createKeys } from "./runs/keys.ts";
import { createObjects } from "./messages/object-store.ts";
import { readRun, readTraining } from "./messages/read-run.ts";
import { openResources, type Resources } from "./connection/resources.ts";
import { createRetention } from "./runs/retention.ts";
import { createRunMessages } from "./messages/run-messages.ts";
import { createRunRequests } from "./runs/run-requests.ts";
import { createRunOperations } from "./runs/run-operations.ts";
import { toToken } from "./messages/tokens.ts";
import { createJobQueue } from "./jobs/job-queue.ts";
import { createWriters, type Lease, type Load } from "./runs/writers.ts";

/** How the log is opened. All fields are optional. */
export interface NatsLogOptions extends NatsOptions, Pick<LogThreadOptions, "now" | "maxRunBytes"> {
  /**
   * How long a process keeps its running runs without renewing its lease, in milliseconds; then the others interrupt them. The first
   * process decides; the others need the same. Default: that of the first, which is 10 s.
   */
  readonly leaseMs?: number;
  /** Whether the log is only read: nothing is created, and runs without a process are only reported as interrupted. Default false. */
  readonly isReader?: boolean;
  /** For a worker: its load, which its lease shows. Default: the process is no worker. */
  readonly load?: () => Load;
  /** Is called with what cannot be read, and with failures of work that no caller waits for. Default: ignored. */
  readonly onFailure?: (error: unknown) => void;
}

/** A log that other processes change too. */
export interface NatsLog extends SharedLog {
  /** The leases of all processes that write. */
  leases(): Lease[];
  /** How long a lease lives that is not renewed, in milliseconds. */
  readonly leaseMs: number;
  /** The guarantee that this server cannot give, in one line; undefined if there is none. */
  readonly weakness: string | undefined;
}

/** A cluster that has just been started elects a leader first. */
const ELECTION_MS = 30_000;
/** What is not stored this long after the beginning of the end is given up, if the server is away. */
const END_MS = 5000;
/** Maximum bytes of appends in flight. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

/**
 * Opens the log on a NATS server, and creates its stream and buckets if necessary.
 *
 * @param address such as `nats://host:4222`, or several with commas.
 * @throws RangeError in one line if there is no server, it refuses the credentials, is too old or has no JetStream, or if the stream has other
 * settings.
 */
export async function openNatsLog(address: string, options: NatsLogOptions = {}): Promise<NatsLog> {
  const { leaseMs, isReader = false } = options;
  const connection = await connectNats(address, options);
  const name = publicAddress(address);
  try {
    const open = () => openResources(connection, name, leaseMs, isReader);
    return await createLog(await untilLeader(open, ELECTION_MS), name, options);
  } catch (error) {
    await connection.close();
    throw storeError("openNatsLog", name, error);
  }
}

async function createLog(resources: Resources, address: string, options: NatsLogOptions): Promise<NatsLog> {
  const { connection, jsm, runs, leaseMs } = resources;
  const { now = () => Date.now(), maxRunBytes = Infinity, isReader = false, onFailure = () => {} } = options;
  const identity = () => randomUUID().slice(0, 8);
  const writer = identity();
  const watchers = new Set<(id: string, change: Change) => void>();
  const catalogue = createCatalogue();
  const notify = (id: string, change: Change) => {
    // This process knows what it has done itself, but not that its run was interrupted.
    const isOwn = catalogue.entry(id)?.entry.writer === writer && catalogue.record(id)?.status !== "interrupted";
    if (isOwn) return;
    for (const onChange of watchers) onChange(id, change);
  };
  let reported = "";
  /** While the server is away, nothing is done: that is repeated. A failure that lasts is reported once. */
  const reportLasting = (error: unknown) => {
    if (isTransient(error)) return;
    const failure = storeError("log", address, error);
    if (failure.message !== reported) onFailure(failure);
    reported = failure.message;
  };
  const messages = createRunMessages(resources);
  const isUsed = (hash: string) => [...catalogue.entries()].some(({ entry }) => entry.data === hash);
  const objects = createObjects(resources, isUsed);
  function setHead(id: string, { head, seq }: KnownHead, isOwn = false): void {
    messages.mark(id, head, seq);
    const change = catalogue.setHead(id, head, seq);
    if (change && !isOwn) notify(id, change);
  }
  const appender = createAppender({
    ...resources,
    address,
    writer,
    maxRunBytes,
    objects,
    messages,
    now,
    hasGivenUp: () => performance.now() > waitsUntil,
    notRunningError: (id) => notRunningError(catalogue, id),
    onStored: setHead,
  });
  const writers = createWriters(resources.writers, writer, leaseMs, options.load);
  const onForeign = limitReports(address, onFailure);
  const jobs = createJobQueue({ ...resources, address, leases: () => writers.leases(), onFailure: onForeign });
  const unfollow = await followLog({
    ...resources,
    catalogue,
    messages,
    writers,
    onChange: notify,
    onFailure: onForeign,
  });
  const keys = createKeys(resources, async (other, run) => {
    return !(await writers.holdsLease(other)) && (await runs.get(toToken(run)))?.operation !== "PUT";
  });
  const context = { ...resources, catalogue, messages, objects, keys, appender, writer, writers, now, identity };
  if (!isReader) await writers.join(() => void interruptLost(context).catch(reportLasting));

  const operations = createRunOperations(context);
  const applyRetention = createRetention(context, createRetentionClock(catalogue.records(), now, now()));
  const budget = createByteBudget(MAX_PENDING_BYTES);
  let waitsUntil = Infinity;
  const endSoon = () => void (waitsUntil = Math.min(waitsUntil, performance.now() + END_MS));
  let closing: Promise<void> | undefined;

  function inStore<Result>(where: string, work: () => Promise<Result>): Promise<Result> {
    if (closing) return Promise.reject(new Error("log: the log is closed"));
    return withStoreErrors(where, address, work);
  }

  /** A reader reports runs that have lost their process as interrupted. */
  function corrected(record: RunRecord | undefined): RunRecord | undefined {
    if (!isReader || record?.status !== "running") return record;
    const { entry } = catalogue.entry(record.id)!;
    return writers.wasSeen(entry.writer) ? record : { ...record, status: "interrupted" };
  }

  async function refresh(id: string): Promise<void> {
    await operations.refresh(id);
    const newest = isId(id) ? await messages.newest(id) : undefined;
    if (newest) setHead(id, newest);
  }

  async function append(run: string, chunks: readonly EventChunk[]): Promise<RunRecord> {
    const bytes = sizeOfChunks(chunks);
    await budget.acquire(bytes);
    try {
      return await appender.append(run, chunks);
    } finally {
      budget.release(bytes);
    }
  }

  async function interrupt(run: string, ended?: number): Promise<void> {
    // After the appends that wait for the budget.
    await budget.acquire(0);
    await appender.interrupt(run, ended);
  }

  async function close(): Promise<void> {
    endSoon();
    await budget.acquire(0);
    await appender.settled();
    await Promise.all(appender.ids().map((id) => appender.interrupt(id).catch(onFailure)));
    await jobs.close();
    await Promise.all([writers.close(), unfollow()]);
    await connection.close();
  }

  const all = () => catalogue.records().map((record) => corrected(record)!);
  return {
    weakness: resources.weakness,
    leaseMs,
    jobs,
    endSoon,
    requests: createRunRequests(connection),
    leases: () => writers.leases(),
    createRun: (run) => inStore("log.createRun", () => operations.createRun(run)),
    beginRun: (id) => inStore("log.beginRun", () => operations.beginRun(id)),
    cancelRun: (id, key) => inStore("log.cancelRun", () => operations.cancelRun(id, key)),
    failRun: (id, failure) => inStore("log.failRun", () => operations.failRun(id, failure)),
    refresh: (id) => inStore("log.refresh", () => refresh(id)),
    claimKey: (record) => inStore("log.claimKey", () => keys.claim(record, "log.claimKey")),
    findKey: (owner, key) => inStore("log.findKey", () => keys.find(owner, key)),
    append: (run, chunks) => inStore("log.append", () => append(run, chunks)),
    checkRoom: () => inStore("log.checkRoom", () => checkRoom(jsm, address)),
    interrupt: (run, ended) => inStore("log.interrupt", () => interrupt(run, ended)),
    read: (run, after, limit = 64) => inStore("log.read", () => readRun(context, run, after, limit)),
    run: (id) => corrected(catalogue.record(id)),
    latest: () => all().find(({ status }) => status !== "queued" && status !== "cancelled"),
    runs: all,
    training: (id) => inStore("log.training", async () => (isId(id) ? readTraining(context, id) : undefined)),
    applyRetention: (retention) => inStore("log.applyRetention", () => applyRetention(retention)),
    watch(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    get pendingBytes() {
      return budget.used;
    },
    close: () => (closing ??= close()),
  };
}

function notRunningError(catalogue: Catalogue, id: string): RangeError {
  const record = catalogue.record(id);
  if (!record) return new RangeError(`log.append: expected a known run, got "${id}"`);
  const state = record.status === "running" ? "running in another process" : record.status;
  return new RangeError(`log.append: expected a running run, got "${id}", which is ${state}`);
}
