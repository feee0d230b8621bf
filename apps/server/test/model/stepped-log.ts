/** The real log, which commits when the program says so. */
import type { EventLog } from "@epochal/log";
import type { Append, Storage, StorageLog } from "./storage.ts";

export interface SteppedLog {
  readonly log: EventLog;
  /** Stores all appends since the last commit, and resolves them. */
  commit(): Promise<void>;
  /** Simulates the death of the process: appends that are not committed are lost. */
  crash(): Promise<void>;
  /** Resolves when nothing is being read or stored. */
  idle(): Promise<void>;
}

/** Injects a fault into the log. */
export type TamperLog = (log: StorageLog) => Pick<StorageLog, "read" | "appendAll">;

interface HeldAppend extends Append {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export async function openSteppedLog(storage: Storage, now: () => number, tamper: TamperLog): Promise<SteppedLog> {
  const log = await storage.open(now);
  const tampered = tamper(log);
  let appends: HeldAppend[] = [];
  let isCrashed = false;
  const inProgress = new Set<Promise<unknown>>();
  function track<Result>(work: Promise<Result>): Promise<Result> {
    inProgress.add(work);
    const end = () => void inProgress.delete(work);
    work.then(end, end);
    return work;
  }
  // The parts that a hub uses.
  const used: Partial<EventLog> = {
    createRun: (run) => track(log.createRun(run)),
    append: (run, chunks) =>
      new Promise((resolve, reject) => void appends.push({ run, chunks, resolve: resolve as never, reject })),
    interrupt: (run) => track(log.interrupt(run)),
    read: (run, after, limit) => track(tampered.read(run, after, limit)),
    run: (id) => log.run(id),
    latest: () => log.latest(),
    runs: () => log.runs(),
    watch: (onChange) => log.watch((run, change) => isCrashed || onChange(run, change)),
  };
  return {
    log: used as EventLog,
    async commit() {
      const all = appends;
      appends = [];
      for (const [i, stored] of (await tampered.appendAll(all)).entries()) {
        if (stored instanceof Error) all[i].reject(stored);
        else all[i].resolve(stored as never);
      }
    },
    async crash() {
      appends = [];
      isCrashed = true;
      await log.close();
    },
    async idle() {
      while (inProgress.size > 0) await Promise.allSettled(inProgress);
    },
  };
}
