/** The parts of an open log: what this process knows of the runs, and what reads and writes them. Each part uses those before it. */
import type { JobQueue } from "@epochal/log";
import { randomUUID } from "node:crypto";
import type { FailureReports } from "../connection/failure-reports.ts";
import { isTransient } from "../connection/failures.ts";
import { limitReports } from "../connection/foreign-reports.ts";
import type { Resources } from "../connection/resources.ts";
import { createStreamCheck } from "../connection/stream-check.ts";
import { createJobQueue } from "../jobs/job-queue.ts";
import { createObjects } from "../messages/object-store.ts";
import { createRunMessages, type RunMessages } from "../messages/run-messages.ts";
import { toToken } from "../messages/tokens.ts";
import { createAppender } from "./appender.ts";
import { createCatalogue, type Catalogue, type Change, type KnownHead } from "./catalogue.ts";
import { followLog } from "./follow-log.ts";
import { interruptLost } from "./interrupt-lost.ts";
import { createKeys } from "./keys.ts";
import type { RunOperationsContext } from "./run-operations.ts";
import { createWriters, type Load, type Writers } from "./writers.ts";

/** See `NatsLogOptions`. */
export interface PartsOptions {
  /** The address of the server, for messages. */
  readonly address: string;
  readonly now: () => number;
  readonly maxRunBytes: number;
  readonly isReader: boolean;
  readonly load: (() => Load) | undefined;
  readonly onFailure: (error: unknown) => void;
  readonly reports: FailureReports;
}

export interface LogParts extends Omit<Resources, "keys" | "objects" | "writers">, RunOperationsContext {
  readonly messages: RunMessages;
  readonly writers: Writers;
  readonly jobs: JobQueue;
  /** Called with what other processes do to runs. */
  readonly watchers: Set<(id: string, change: Change) => void>;
  /** The newest message of a run was found. */
  readonly setHead: (id: string, known: KnownHead) => void;
  /** See `NatsLog`. */
  readonly lost: Promise<Error>;
  /** See `SharedLog`. */
  readonly endSoon: () => void;
  /** Ends the following of other processes. */
  readonly unfollow: () => Promise<void>;
}

/** What is not stored this long after the beginning of the end is given up, if the server is away. */
const END_MS = 5000;

/** Resolves when everything stored so far is known. */
export async function openParts(resources: Resources, options: PartsOptions): Promise<LogParts> {
  const { runs, leaseMs } = resources;
  const { address, now, maxRunBytes, isReader, load, onFailure, reports } = options;
  const identity = () => randomUUID().slice(0, 8);
  const writer = identity();
  const watchers: LogParts["watchers"] = new Set();
  const catalogue = createCatalogue();
  const messages = createRunMessages(resources);
  const isUsed = (hash: string) => [...catalogue.entries()].some(({ entry }) => entry.data === hash);
  const objects = createObjects(resources, isUsed);
  let waitsUntil = Infinity;

  function onChange(id: string, change: Change): void {
    // This process knows what it has done itself, but not that its run was interrupted.
    const isOwn = catalogue.entry(id)?.entry.writer === writer && catalogue.record(id)?.status !== "interrupted";
    if (!isOwn) for (const watcher of watchers) watcher(id, change);
  }

  function setHead(id: string, { head, seq }: KnownHead, isOwn = false): void {
    messages.mark(id, head, seq);
    const change = catalogue.setHead(id, head, seq);
    if (change && !isOwn) onChange(id, change);
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
  const writers = createWriters(resources.writers, writer, leaseMs, load);
  const onForeign = limitReports(address, onFailure);
  const jobs = createJobQueue({ ...resources, address, leases: () => writers.leases(), onFailure: onForeign });
  const unfollow = await followLog({ ...resources, catalogue, messages, writers, onChange, onFailure: onForeign });
  const keys = createKeys(resources, async (other, run) => {
    return !(await writers.holdsLease(other)) && (await runs.get(toToken(run)))?.operation !== "PUT";
  });
  const known = { catalogue, messages, objects, keys, appender, writer, now, identity, jobs, watchers };
  const parts = { ...resources, ...known, writers };
  // While the server is away, nothing is done: that is repeated.
  const report = (error: unknown) => void (isTransient(error) || reports.report(error));
  const lost = Promise.withResolvers<Error>();
  if (!isReader) {
    const checkStreams = await createStreamCheck({ ...parts, address }, lost.resolve);
    await writers.join(
      () => void interruptLost(parts).catch(report),
      () => void checkStreams().catch(report),
    );
  }
  const endSoon = () => void (waitsUntil = Math.min(waitsUntil, performance.now() + END_MS));
  return { ...parts, lost: lost.promise, setHead, endSoon, unfollow };
}

function notRunningError(catalogue: Catalogue, id: string): RangeError {
  const record = catalogue.record(id);
  if (!record) return new RangeError(`log.append: expected a known run, got "${id}"`);
  const state = record.status === "running" ? "running in another process" : record.status;
  return new RangeError(`log.append: expected a running run, got "${id}", which is ${state}`);
}
