/**
 * Connects runs with their clients. Events of a run are stored first and shown then: a client is a cursor on the stored events, and
 * the hub knows no clients.
 */
import type { EventLog, RunRecord, SharedLog } from "@epochal/log";
import { readModel, type Run, type RunModel } from "@epochal/stream";
import { addUpEvents } from "./rollups/add-up-events.ts";
import { addUpInThread } from "./rollups/add-up-in-thread.ts";
import { createFrameCache } from "./frames/frame-cache.ts";
import type { Frame } from "./frames/frame.ts";
import type { RollupIndex } from "./rollups/rollup-index.ts";
import { createStoredRollups } from "./rollups/stored-rollups.ts";
import {
  addRun,
  giveUpRun,
  interruptRun,
  setResuming,
  type HubListener,
  type HubParts,
  type TrainingToStore,
} from "./runs/live-runs.ts";
import { createRunCatalogue, type RunState } from "./runs/run-catalogue.ts";
import { createRunListeners, type Follower } from "./runs/run-listeners.ts";
import { createRunLookup } from "./runs/run-lookup.ts";
import { createRunQueue, type RunQueue } from "./runs/run-queue.ts";

export interface Hub {
  /**
   * Stores the events of a run from its first one on, and shows them.
   * @param training what the run trains; `queued` if the run is in the catalogue already and its turn has come.
   * @throws RangeError if the id is in use.
   */
  add(run: Run, training: TrainingToStore): void;
  readonly queue: RunQueue;
  /** The number of running runs. */
  readonly runningCount: number;
  /** A run by its id, or the newest run for `latest`. Undefined also while the run is pending. */
  find(id: string): RunRecord | undefined;
  /** Whether the run, or any run for `latest`, was added but is not stored yet. */
  isPending(id: string): boolean;
  /**
   * Whether a run that is not known, or not far enough, is looked up in the log that other processes share: watchers are called when
   * that is done. False if the log has no more of it.
   */
  lookUp(id: string): boolean;
  /** All runs, newest first; queued runs with their place, and each with the number of its subscriptions. */
  runs(): ListedRun[];
  /** The model of a run, read from the store, one after another; undefined before the first snapshot, or if the run was deleted. */
  model(run: string): Promise<RunModel | undefined>;
  /** The run that resumes an interrupted one, if it is stored. */
  successorOf(run: string): string | undefined;
  /** Sets whether an interrupted run is about to be resumed, by default until its successor is stored. */
  setResuming(run: string, isResuming: boolean): void;
  /** The state of a run; undefined if there is no such run, or if it was deleted. */
  state(run: string): RunState | undefined;
  /**
   * The frame with the first event after position `seq`. Undefined if there is none yet, or if it has to be read from the store
   * first: followers are called when they should ask again.
   * @param end the last event that the caller needs, if it skips many after it.
   */
  frameAfter(run: string, seq: number, end?: number): Frame | undefined;
  /** The sums of all stored events of a run; undefined for a run that ended before this process, or long ago, unless they were loaded. */
  rollups(run: string): RollupIndex | undefined;
  /** Loads them for a run that has ended. Returns whether the caller should wait: followers are called when they should ask again. */
  loadRollups(run: string): boolean;
  /** Calls back when runs were added, started or interrupted, or the queue has changed. Returns a function that ends this. */
  watchRuns(onChange: () => void): () => void;
  /** Calls back when there is more of a run. Returns a function that ends this. */
  follow(run: string, onFrames: Follower): () => void;
  /** The number of subscriptions to a run. */
  viewers(run: string): number;
  /** Ends a run of this process, so that another one can continue it. Resolves when that is stored. */
  giveUp(run: string): Promise<void>;
  /** Sets the listener for what happens to runs. */
  setListener(listener: HubListener): void;
  /** Resolves when everything emitted so far is stored. */
  settled(): Promise<void>;
  /** Ignores changes by other processes from now on. */
  close(): void;
}

/** A run as clients see it in a list. */
export type ListedRun = RunRecord & { readonly place?: number; readonly viewers: number };

/** @param logFile the file of the log, for threads that read it; undefined if it has none. */
export function createHub(log: EventLog, logFile?: string): Hub {
  const listeners = createRunListeners();
  const { watchRuns, notifyWatchers, follow, countFollowers, notifyFollowers } = listeners;
  const queue = createRunQueue(log, notifyWatchers);
  const catalogue = createRunCatalogue(log, queue);
  const read = (run: string, after: number, limit: number) => log.read(run, after, limit);
  const frames = createFrameCache(read, notifyFollowers);
  const storedRollups = createStoredRollups(addUp, notifyFollowers);
  const live: HubParts["live"] = new Map();
  const pending = new Set<string>();
  const parts: HubParts = { log, queue, catalogue, frames, storedRollups, listeners, live, pending, listener: {} };
  const lookUp = createRunLookup((log as Partial<SharedLog>).refresh, notifyWatchers);
  const stopWatching = log.watch((id, change) => handleRemoteChange(parts, id, change));
  /** Resolves when no model is being read. Models may be large. */
  let modelRead: Promise<unknown> = Promise.resolve();

  async function addUp(run: string, head: number): Promise<RollupIndex> {
    const record = log.run(run);
    const inThread = logFile !== undefined && record && addUpInThread({ path: logFile, run, log: record.log, head });
    return (inThread && (await inThread.catch(() => undefined))) || addUpEvents(read, run, head);
  }

  const isPending = (id: string) => (id === "latest" ? pending.size > 0 : pending.has(id) || queue.isPending(id));

  return {
    add: (run, training) => addRun(parts, run, training),
    queue,
    get runningCount() {
      return live.size;
    },
    find: (id) => (isPending(id) ? undefined : catalogue.find(id)),
    isPending,
    lookUp,
    runs: () => catalogue.runs().map((run) => ({ ...run, viewers: countFollowers(run.id) })),
    model(run) {
      const reading = modelRead.then(() => {
        const record = log.run(run);
        return record && readModel(log, record);
      });
      modelRead = reading.catch(() => {});
      return reading;
    },
    successorOf: (run) => log.runs().find(({ resumes }) => resumes === run)?.id,
    setResuming: (run, isResuming) => setResuming(parts, run, isResuming),
    state: (run) => live.get(run) ?? catalogue.state(run),
    frameAfter(run, seq, end) {
      const { head } = live.get(run) ?? log.run(run) ?? { head: 0 };
      return head <= seq ? undefined : frames.after(run, seq, end);
    },
    rollups: (run) => live.get(run)?.rollups ?? storedRollups.get(run),
    loadRollups(run) {
      const state = live.has(run) ? undefined : catalogue.state(run);
      return state !== undefined && storedRollups.load(run, state.head);
    },
    watchRuns,
    follow,
    viewers: countFollowers,
    giveUp: (run) => giveUpRun(parts, run),
    setListener(listener) {
      parts.listener = listener;
    },
    async settled() {
      await Promise.allSettled([...live.values()].map(({ settled }) => settled()));
    },
    close: stopWatching,
  };
}

/** Another process that shares the log has changed a run. */
function handleRemoteChange(parts: HubParts, id: string, change: "events" | "status"): void {
  const { log, live, queue, storedRollups, listeners, listener } = parts;
  const own = live.get(id);
  if (own) {
    if (log.run(id)?.status !== "interrupted") return;
    // This process was silent for too long: another process may have resumed the run.
    own.dispose();
    const error = new RangeError(`log.append: expected a running run, got "${id}", which another process interrupted`);
    void interruptRun(parts, id, own.head, error, "storeRefused");
    return;
  }
  if (change === "status") {
    const record = log.run(id);
    if (!record) storedRollups.forget(id);
    if (record?.resumes !== undefined) setResuming(parts, record.resumes, false);
    if (record?.status === "interrupted") listener.onInterrupted?.(id);
    queue.refresh();
    listeners.notifyWatchers();
  }
  listeners.notifyFollowers(id);
}
