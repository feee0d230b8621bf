/**
 * The log of runs on NATS JetStream. A run is a subject of one stream; an append is one message, which says how far its run is. The
 * catalogue is a key-value bucket; rows of trainings and large appends are objects. Any number of processes share the log.
 */
import type { LogThreadOptions, RunRecord, SharedLog } from "@epochal/log";
import { createRetentionClock, isId } from "@epochal/log/engine";
import { checkRoom } from "./connection/check-room.ts";
import { connectNats, publicAddress, type NatsOptions } from "./connection/connect.ts";
import { createFailureReports } from "./connection/failure-reports.ts";
import { storeError, untilLeader, withStoreErrors } from "./connection/failures.ts";
import { openResources, type Resources } from "./connection/resources.ts";
import { readRun, readTraining } from "./messages/read-run.ts";
import { createDeletion } from "./runs/delete-run.ts";
import { openParts } from "./runs/open-parts.ts";
import { createRetention } from "./runs/retention.ts";
import { createRunOperations } from "./runs/run-operations.ts";
import { createRunRequests } from "./runs/run-requests.ts";
import type { Lease, Load } from "./runs/writers.ts";

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
  /**
   * Resolves when another program has deleted or purged a stream of the log, to an error in one line: this process cannot continue with
   * it. Never for a reader.
   */
  readonly lost: Promise<Error>;
  /** How long a lease lives that is not renewed, in milliseconds. */
  readonly leaseMs: number;
  /** The guarantee that this server cannot give, in one line; undefined if there is none. */
  readonly weakness: string | undefined;
}

/** A cluster that has just been started elects a leader first. */
const ELECTION_MS = 30_000;

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
  const { connection, jsm, leaseMs, weakness } = resources;
  const { now = () => Date.now(), maxRunBytes = Infinity, isReader = false, load, onFailure = () => {} } = options;
  const reports = createFailureReports(address, onFailure);
  const parts = await openParts(resources, { address, now, maxRunBytes, isReader, load, onFailure, reports });
  const { catalogue, messages, keys, appender, writers, jobs, watchers, setHead, endSoon, unfollow } = parts;
  const operations = createRunOperations(parts);
  const applyRetention = createRetention(parts, createRetentionClock(catalogue.records(), now, now()));
  let closing: Promise<void> | undefined;

  function inStore<Result>(where: string, work: () => Promise<Result>): Promise<Result> {
    if (closing) return Promise.reject(new Error("log: the log is closed"));
    return withStoreErrors(where, address, work).catch((error: Error) => {
      reports.noteKnown(error);
      throw error;
    });
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

  const { deleteRun } = createDeletion(parts);
  /** Deletes the runs that failed work has created. */
  async function transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = new Set(catalogue.records().map(({ id }) => id));
    try {
      return await work();
    } catch (error) {
      const created = [...catalogue.entries()].filter(
        ({ entry }) => entry.writer === parts.writer && !before.has(entry.id),
      );
      for (const { entry } of created) {
        await appender.interrupt(entry.id).catch(onFailure);
        await deleteRun(entry.id).catch(onFailure);
      }
      throw error;
    }
  }

  async function close(): Promise<void> {
    endSoon();
    await appender.settled();
    await Promise.all(appender.ids().map((id) => appender.interrupt(id).catch(reports.report)));
    await jobs.close();
    await Promise.all([writers.close(), unfollow()]);
    await connection.close();
  }

  const all = () => catalogue.records().map((record) => corrected(record)!);
  return {
    weakness,
    leaseMs,
    jobs,
    endSoon,
    requests: createRunRequests(connection),
    leases: () => writers.leases(),
    lost: parts.lost,
    idSuffix: `-${parts.writer.slice(0, 4)}`,
    createRun: (run) => inStore("log.createRun", () => operations.createRun(run)),
    beginRun: (id) => inStore("log.beginRun", () => operations.beginRun(id)),
    cancelRun: (id, key) => inStore("log.cancelRun", () => operations.cancelRun(id, key)),
    failRun: (id, failure) => inStore("log.failRun", () => operations.failRun(id, failure)),
    refresh: (id) => inStore("log.refresh", () => refresh(id)),
    claimKey: (record) => inStore("log.claimKey", () => keys.claim(record, "log.claimKey")),
    findKey: (owner, key) => inStore("log.findKey", () => keys.find(owner, key)),
    append: (run, chunks) => inStore("log.append", () => appender.append(run, chunks)),
    checkRoom: () => inStore("log.checkRoom", () => checkRoom(jsm, address)),
    interrupt: (run, ended) => inStore("log.interrupt", () => appender.interrupt(run, ended)),
    read: (run, after, limit = 64) => inStore("log.read", () => readRun(parts, run, after, limit)),
    run: (id) => corrected(catalogue.record(id)),
    latest: () => all().find(({ status }) => status !== "queued" && status !== "cancelled"),
    runs: all,
    training: (id) => inStore("log.training", async () => (isId(id) ? readTraining(parts, id) : undefined)),
    applyRetention: (retention) => inStore("log.applyRetention", () => applyRetention(retention)),
    transaction: (work) => transaction(work),
    watch(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    get pendingBytes() {
      return appender.pendingBytes;
    },
    close: () => (closing ??= close()),
  };
}
