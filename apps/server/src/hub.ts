/**
 * Connects runs with their clients. Events of a run are stored first and shown then: a client is a cursor on the stored events, and
 * the hub knows no clients.
 */
import {
  failureKind,
  storeRun,
  type FailureKind,
  type EventLog,
  type NewRunWithData,
  type RunRecord,
  type RunStatus,
  type SharedLog,
} from "@epochal/log";
import { readModel, type Run, type RunModel } from "@epochal/stream";
import { lastSeq, type CommandedEvent } from "@epochal/stream/events";
import { addUpEvents } from "./rollups/add-up-events.ts";
import { addUpInThread } from "./rollups/add-up-in-thread.ts";
import { createFrameCache } from "./frames/frame-cache.ts";
import type { Frame } from "./frames/frame.ts";
import { createRollupIndex, type RollupIndex } from "./rollups/rollup-index.ts";
import { createStoredRollups } from "./rollups/stored-rollups.ts";
import { createRunCatalogue, type RunState } from "./runs/run-catalogue.ts";
import { createRunListeners, type Follower } from "./runs/run-listeners.ts";
import { createRunQueue, type RunQueue } from "./runs/run-queue.ts";

export interface Hub {
  /**
   * Stores the events of a run from its first one on, and shows them.
   * @param training what the run trains; `queued` if the run is in the catalogue already and its turn has come.
   * @throws RangeError if the id is in use.
   */
  add(run: Run, training: Omit<NewRunWithData, "id" | "name"> | "queued"): void;
  readonly queue: RunQueue;
  /** The number of running runs. */
  readonly runningCount: number;
  /** A run by its id, or the newest run for `latest`. Undefined also while the run is pending. */
  find(id: string): RunRecord | undefined;
  /** Whether the run, or any run for `latest`, was added but is not stored yet. */
  isPending(id: string): boolean;
  /**
   * Whether a run that is not known is looked up in the log that other processes share: watchers are called when that is done. False
   * if it is known not to exist.
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

export interface HubListener {
  /** A run was added to those of this process. */
  onBegin?(run: string): void;
  /** A run has failed, or its events cannot be stored. */
  onFailure?(run: string, error: unknown, kind: FailureKind): void;
  /** A run has ended, regularly or by a failure. */
  onEnd?(run: string): void;
  /** A run of another process was interrupted. Its followers are called afterwards. */
  onInterrupted?(run: string): void;
  /** The reply of a run to a command was stored. */
  onCommanded?(run: string, event: CommandedEvent): void;
}

/** A running run. */
interface LiveRun extends RunState {
  readonly rollups: RollupIndex;
  /** Resolves when everything the run has emitted so far is stored. */
  readonly settled: () => Promise<void>;
  /** Ends the run in this process. */
  readonly dispose: () => void;
}

/** @param logFile the file of the log, for threads that read it; undefined if it has none. */
export function createHub(log: EventLog, logFile?: string): Hub {
  let listener: HubListener = {};
  const { watchRuns, notifyWatchers, follow, countFollowers, notifyFollowers } = createRunListeners();
  const live = new Map<string, LiveRun>();
  const pending = new Set<string>();
  const queue = createRunQueue(log, notifyWatchers);
  const catalogue = createRunCatalogue(log, queue);
  const read = (run: string, after: number, limit: number) => log.read(run, after, limit);
  const frames = createFrameCache(read, notifyFollowers);
  /** For clients that see ended runs later. */
  const storedRollups = createStoredRollups(addUp, notifyFollowers);

  async function addUp(run: string, head: number): Promise<RollupIndex> {
    const record = log.run(run);
    const inThread = logFile !== undefined && record && addUpInThread({ path: logFile, run, log: record.log, head });
    return (inThread && (await inThread.catch(() => undefined))) || addUpEvents(read, run, head);
  }

  function add(run: Run, training: Omit<NewRunWithData, "id" | "name"> | "queued"): void {
    const { id, name } = run;
    if (live.has(id) || (training !== "queued" && log.run(id))) {
      throw new RangeError(`serve: the run id "${id}" is in use`);
    }
    storedRollups.forget(id);
    const state = { status: "running" as RunStatus, head: 0, rollups: createRollupIndex() };
    const settled = storeRun(run, {
      begin: () => (training === "queued" ? beginQueued(id) : create({ id, name, ...training })),
      append: (chunks) => log.append(id, chunks),
      onStored(chunks) {
        // All chunks of a commit become as few messages as possible.
        const fresh = frames.push(id, chunks);
        for (const chunk of chunks) {
          state.rollups.add(chunk);
          state.head = lastSeq(chunk);
          if (chunk.type === "commanded") listener.onCommanded?.(id, chunk);
          if (chunk.type === "finished") state.status = "finished";
        }
        notifyFollowers(id, fresh);
        if (state.status === "finished") end(id);
      },
      onFailure: (error, kind) => interrupt(id, state.head, error, kind),
    });
    live.set(id, Object.assign(state, { settled, dispose: () => run.dispose() }));
    listener.onBegin?.(id);
  }

  async function create(run: NewRunWithData): Promise<boolean> {
    pending.add(run.id);
    try {
      await log.createRun(run);
      return true;
    } finally {
      pending.delete(run.id);
      if (run.parent !== undefined) setResuming(run.parent, false);
      notifyWatchers();
    }
  }

  async function beginQueued(id: string): Promise<boolean> {
    try {
      await log.beginRun(id);
      return true;
    } catch (error) {
      removeLive(id);
      if (log.run(id)?.status === "queued") {
        // The run stays queued, in the store and here.
        queue.requeueFirst(id);
        reportFailure(id, error, failureKind(error));
      } else {
        // Another process has begun or cancelled it.
        listener.onEnd?.(id);
      }
      return false;
    } finally {
      notifyWatchers();
    }
  }

  async function interrupt(id: string, head: number, error: unknown, kind: FailureKind): Promise<void> {
    if (!live.has(id)) return;
    removeLive(id);
    // For clients, a run whose events the store refuses has failed.
    catalogue.setFailed(id, { status: "interrupted", head, failure: kind === "storeFailed" ? kind : "runFailed" });
    await log.interrupt(id).catch(() => {
      // The store cannot be written, which `error` or the next run reports. The next process that opens it interrupts the run.
    });
    notifyWatchers();
    reportFailure(id, error, kind);
  }

  /** Another process that shares the log has changed a run. */
  function onRemoteChange(id: string, change: "events" | "status"): void {
    const own = live.get(id);
    if (own) {
      if (log.run(id)?.status !== "interrupted") return;
      // This process was silent for too long: another process may have resumed the run.
      own.dispose();
      const error = new RangeError(
        `log.append: expected a running run, got "${id}", which another process interrupted`,
      );
      void interrupt(id, own.head, error, "storeRefused");
      return;
    }
    if (change === "status") {
      const record = log.run(id);
      if (!record) storedRollups.forget(id);
      if (record?.resumes !== undefined) setResuming(record.resumes, false);
      if (record?.status === "interrupted") listener.onInterrupted?.(id);
      queue.refresh();
      notifyWatchers();
    }
    notifyFollowers(id);
  }

  async function giveUp(id: string): Promise<void> {
    const own = live.get(id);
    own?.dispose();
    await own?.settled();
    removeLive(id);
    await log.interrupt(id).catch(() => {
      // It is interrupted when this process has ended.
    });
    notifyWatchers();
  }

  function reportFailure(id: string, error: unknown, kind: FailureKind): void {
    listener.onFailure?.(id, error, kind);
    listener.onEnd?.(id);
  }

  function end(id: string): void {
    removeLive(id);
    listener.onEnd?.(id);
  }

  function removeLive(id: string): void {
    const rollups = live.get(id)?.rollups;
    if (rollups) storedRollups.keep(id, rollups);
    live.delete(id);
    frames.drop(id);
  }

  function setResuming(run: string, isResuming: boolean): void {
    if (catalogue.setResuming(run, isResuming) && !isResuming) notifyFollowers(run);
  }

  /** Runs that are looked up, and whether they were not found. */
  const lookups = new Map<string, boolean>();

  function lookUp(id: string): boolean {
    const { refresh } = log as Partial<SharedLog>;
    if (!refresh) return false;
    if (!lookups.has(id)) void find(id, refresh);
    return lookups.get(id) === false;
  }

  async function find(id: string, refresh: SharedLog["refresh"]): Promise<void> {
    lookups.set(id, false);
    await refresh(id).catch(() => {
      // The store cannot be read, which other requests report.
    });
    lookups.set(id, true);
    notifyWatchers();
    lookups.delete(id);
  }

  const stopWatching = log.watch(onRemoteChange);
  /** Resolves when no model is being read. Models may be large. */
  let modelRead: Promise<unknown> = Promise.resolve();

  const isPending = (id: string) => (id === "latest" ? pending.size > 0 : pending.has(id) || queue.isPending(id));

  return {
    add,
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
    setResuming,
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
    giveUp,
    setListener(given) {
      listener = given;
    },
    async settled() {
      await Promise.allSettled([...live.values()].map(({ settled }) => settled()));
    },
    close: stopWatching,
  };
}
