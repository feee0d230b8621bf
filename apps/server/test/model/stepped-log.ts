/** The real log on a file, without its thread. It commits when the program says so. */
import { openLog, type EventLog, type RunLog } from "@epochal/log";
import type { EventChunk } from "@epochal/stream/events";

export interface SteppedLog {
  readonly log: EventLog;
  /** Stores all appends since the last commit, and resolves them. */
  commit(): void;
  /** Simulates the death of the process: appends that are not committed are lost. */
  crash(): void;
}

/** Injects a fault into the log. */
export type TamperLog = (log: RunLog) => Pick<RunLog, "read" | "appendAll">;

export function openSteppedLog(path: string, now: () => number, tamper: TamperLog): SteppedLog {
  const log = openLog(path, { now });
  const tampered = tamper(log);
  let appends: {
    run: string;
    chunks: readonly EventChunk[];
    resolve: (value: never) => void;
    reject: (error: unknown) => void;
  }[] = [];
  // The parts that a hub uses.
  const used: Partial<EventLog> = {
    createRun: async ({ data: _, ...run }) => log.createRun(run),
    append: (run, chunks) =>
      new Promise((resolve, reject) => void appends.push({ run, chunks, resolve: resolve as never, reject })),
    interrupt: async (run) => void log.interrupt(run),
    read: async (run, after, limit) => tampered.read(run, after, limit),
    run: (id) => log.run(id),
    latest: () => log.latest(),
    runs: () => log.runs(),
    watch: () => () => {},
  };
  return {
    log: used as EventLog,
    commit() {
      const all = appends;
      appends = [];
      tampered.appendAll(all).forEach((stored, i) => {
        if (stored instanceof Error) all[i].reject(stored);
        else all[i].resolve(stored as never);
      });
    },
    crash() {
      appends = [];
      log.close();
    },
  };
}
