import type { EventLog } from "./event-log.ts";

/** A log that processes on several machines share, with a work queue of runs for those that train. */
export interface SharedLog extends EventLog {
  /** The runs that workers should train. */
  readonly jobs: JobQueue;
  /** Requests to the processes that train runs, wherever they are. */
  readonly requests: RunRequests;
  /**
   * Ends an interrupted run for good, with a `noticed` event that says why. No effect on a run in another state.
   * @param failure for people, such as `5 workers died while they trained it`.
   */
  failRun(run: string, failure: string): Promise<void>;
  /** This process is about to end: from now on nothing waits longer than a few seconds for a server that is away. */
  endSoon(): void;
  /** Looks for a run that another process may have added or continued a moment ago, and updates the catalogue of this process. */
  refresh(run: string): Promise<void>;
}

/** Requests of one process to another, which trains a run: texts, in the order in which they were sent. */
export interface RunRequests {
  /**
   * Sends a request to the process that trains the run. Resolves to its reply; undefined if no process replies: it is busy, has died, or
   * the run has just ended.
   */
  send(run: string, request: string): Promise<string | undefined>;
  /** Replies to the requests for a run of this process; none if `reply` rejects. Returns a function that ends this. */
  answer(run: string, reply: (request: string) => Promise<string>): () => void;
}

/** The runs that workers should train. A run stays in the queue until it has ended, so that another worker continues it if its own dies. */
export interface JobQueue {
  /** Adds a run; no effect if it is in the queue. */
  add(run: string): Promise<void>;
  /** Waits for the next run, and takes it. Resolves to undefined when the queue was closed. */
  take(): Promise<TakenRun | undefined>;
  /** All runs in the queue, also those that workers have taken. */
  runs(): Promise<ReadonlySet<string>>;
  /** How long the queue is, and who takes runs from it. */
  load(): Promise<QueueLoad>;
  /** Takes no more runs. Resolves when none is on its way. */
  close(): Promise<void>;
}

/** The work queue in numbers. */
export interface QueueLoad {
  /** Runs that no worker has taken. */
  readonly waiting: number;
  /** Runs that workers have taken. */
  readonly taken: number;
  /** Those of them that were taken before, by workers that have released them or died. */
  readonly takenAgain: number;
  /** The processes that take runs. */
  readonly workers: number;
  /** The most runs that they train at a time, all together. */
  readonly places: number;
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
