/** Where the events of a model check are stored: in a file, or on a nats-server. */
import { openLog, type EventLog, type RunRecord } from "@epochal/log";
import { openNatsLog } from "@epochal/log-nats";
import type { EventChunk } from "@epochal/stream/events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An append of a run. */
export interface Append {
  readonly run: string;
  readonly chunks: readonly EventChunk[];
}

/** The real log: the functions that a hub uses, and one that appends to several runs at once. */
export interface StorageLog extends Pick<
  EventLog,
  "createRun" | "interrupt" | "read" | "run" | "latest" | "runs" | "watch"
> {
  /** Stores all appends; resolves to what each has become. */
  appendAll(appends: readonly Append[]): Promise<readonly (RunRecord | Error)[]>;
  /** Closes it. Its runs that have not ended are interrupted now, or when it is opened again. */
  close(): Promise<void>;
}

export interface Storage {
  /** Opens the log again after each crash. */
  open(now: () => number): Promise<StorageLog>;
  /** The beginning of the ids of its runs. */
  readonly prefix: string;
  /** Deletes what it has stored, if nothing else will. */
  close(): void;
}

/** A new file, without the thread that a server has for it. */
export function openFileStorage(): Storage {
  const folder = mkdtempSync(join(tmpdir(), "epochal-model-"));
  return {
    prefix: "run",
    async open(now) {
      const log = openLog(join(folder, "runs.db"), { now });
      return {
        createRun: async ({ data: _, ...run }) => log.createRun(run),
        interrupt: async (run) => void log.interrupt(run),
        read: async (run, after, limit) => log.read(run, after, limit),
        run: (id) => log.run(id),
        latest: () => log.latest(),
        runs: () => log.runs(),
        watch: () => () => {},
        appendAll: async (appends) => log.appendAll(appends),
        close: async () => log.close(),
      };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

let programs = 0;

/** A nats-server, which other programs have used before. */
export function openNatsStorage(url: string): Storage {
  return {
    prefix: `program-${++programs}`,
    async open(now) {
      const log = await openNatsLog(url, { now });
      const append = ({ run, chunks }: Append) => log.append(run, chunks).catch((error: unknown) => error as Error);
      return { ...log, appendAll: (appends) => Promise.all(appends.map(append)) };
    },
    close: () => {},
  };
}
