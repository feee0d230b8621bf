import type { EventLog } from "./event-log.ts";

/** A log that processes on several machines share, with a work queue of runs for those that train. */
export interface SharedLog extends EventLog {
  /** The runs that workers should train. */
  readonly jobs: JobQueue;
}

/** The runs that workers should train. A run stays in the queue until it has ended, so that another worker continues it if its own dies. */
export interface JobQueue {
  /** Adds a run; no effect if it is in the queue. */
  add(run: string): Promise<void>;
  /** Waits for the next run, and takes it. Resolves to undefined when the queue was closed. */
  take(): Promise<TakenRun | undefined>;
  /** All runs in the queue, also those that workers have taken. */
  runs(): Promise<ReadonlySet<string>>;
  /** Takes no more runs. Resolves when none is on its way. */
  close(): Promise<void>;
}

/** A run that this process has taken, for as long as it shows that it is alive. Then another process may take it. */
export interface TakenRun {
  /** Its id. */
  readonly run: string;
  /** The run has ended: removes it from the queue. */
  done(): Promise<void>;
  /** Gives the run back, for any process to take after this time, in milliseconds. Default: at once. */
  release(delayMs?: number): void;
  /** Does nothing more for the run: another process may have taken it. */
  forget(): void;
}
