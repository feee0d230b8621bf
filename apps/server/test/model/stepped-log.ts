/** A log whose commits come when the program says so: the real one, on a file, without its thread. */
import { openLog, type LogThread, type RunLog } from "@epochal/log";
import type { EventChunk } from "@epochal/stream/events";

export interface SteppedLog {
  readonly log: LogThread;
  /** Stores all that was asked to be appended since the last time, and answers. */
  commit(): void;
  /** The process is gone: what was asked to be appended, and is not stored, never is. */
  crash(): void;
}

/** Changes a part of the log. */
export type TamperLog = (log: RunLog) => Pick<RunLog, "read" | "appendAll">;

export function openSteppedLog(path: string, now: () => number, tamper: TamperLog): SteppedLog {
  const log = openLog(path, { now });
  const tampered = tamper(log);
  let appends: {
    run: string;
    chunks: readonly EventChunk[];
    resolve: (value: never) => void;
    reject: (why: unknown) => void;
  }[] = [];
  // What a hub asks of it.
  const asked: Partial<LogThread> = {
    createRun: async ({ data: _, ...run }) => log.createRun(run),
    append: (run, chunks) =>
      new Promise((resolve, reject) => void appends.push({ run, chunks, resolve: resolve as never, reject })),
    interrupt: async (run) => void log.interrupt(run),
    read: async (run, after, limit) => tampered.read(run, after, limit),
    run: (id) => log.run(id),
    latest: () => log.latest(),
    runs: () => log.runs(),
  };
  return {
    log: asked as LogThread,
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
