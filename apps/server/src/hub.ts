/**
 * Where runs and their watchers meet: what a run tells is stored first and shown then. A watcher is a cursor on the
 * stored events; nothing here knows who watches.
 */
import {
  coalesceEpochs,
  storeRun,
  failureKind,
  type FailureKind,
  type LogThread,
  type NewRunWithData,
  type RunRecord,
  type RunStatus,
} from "@epochal/log";
import { createRollup, type Rollup } from "@epochal/protocol";
import { lastSeq, type Run } from "@epochal/stream";
import type { CommandedEvent } from "@epochal/stream/events";
import { toFrames, type Frame } from "./frames/frame.ts";
import { createRecentFrames, type RecentFrames } from "./frames/recent-frames.ts";
import { createRunQueue, type RunQueue } from "./runs/run-queue.ts";
import { createStoredFrames } from "./frames/stored-frames.ts";

export interface Hub {
  /**
   * Stores what a run tells from its first event on, and shows it.
   * @param training what it trains; `queued` of one that is in the catalogue already, and whose turn has come.
   * @throws RangeError when a run with this id is there already.
   */
  add(run: Run, training: Omit<NewRunWithData, "id" | "name"> | "queued"): void;
  /** The runs that wait for their turn. */
  readonly queue: RunQueue;
  /** How many runs go on. */
  readonly runningCount: number;
  /** A run by its id, or the newest one by `latest`; undefined also while it is about to be there. */
  find(id: string): RunRecord | undefined;
  /** Whether a run, or with `latest` any, has been added and is not stored yet. */
  isPending(id: string): boolean;
  /** All runs, the newest first; with its place one that waits. */
  runs(): (RunRecord & { readonly place?: number })[];
  /** How a run stands; undefined when it is not there, or no more. */
  state(run: string): RunState | undefined;
  /**
   * The frame with the first event behind `after`; undefined when there is none yet, or it is only now being read from the
   * store: watchers are called when it is there.
   */
  frameAfter(run: string, after: number): Frame | undefined;
  /** All events so far of a run that goes on, summed up; undefined of others. */
  totals(run: string): RunTotals | undefined;
  /** Calls back when runs have come, begun, broken off or changed their places; returns a function that ends it. */
  watchRuns(onChange: () => void): () => void;
  /**
   * Calls back when there is more of a run: `fresh` are the frames that have just been stored, none where older ones have been
   * read; returns a function that ends it.
   */
  follow(run: string, onMore: Follower): () => void;
  /** Resolves when all that has been told so far is stored. */
  settled(): Promise<void>;
}

export type Follower = (fresh: readonly Frame[]) => void;

export interface RunState {
  readonly status: RunStatus;
  /** Position of its newest stored event. */
  readonly head: number;
  /** Why it was interrupted, where that happened here. */
  readonly failure?: Exclude<FailureKind, "storeRefused">;
  /** Of one that waits for its turn: 1 is the next. */
  readonly place?: number;
}

/** A run's events up to its head, summed up. */
export interface RunTotals {
  readonly head: number;
  readonly rollup: Rollup;
}

/** A run that goes on. */
interface LiveRun extends RunState {
  readonly frames: RecentFrames;
  readonly rollup: Rollup;
  /** Resolves when all that it has told so far is stored. */
  readonly settled: () => Promise<void>;
}

/** Kept of each run that goes on: what somebody misses who looks away for a moment. */
const RECENT_FRAMES = 256;
const RECENT_CHARACTERS = 8 * 1024 * 1024;

/**
 * @param onFailure is told when a run breaks or its events cannot be stored.
 * @param onEnd is told when a run has ended, also one that broke.
 * @param onCommanded is told what a run has answered to a command, when that is stored.
 */
export function createHub(
  log: LogThread,
  onFailure: (run: string, error: unknown, why: FailureKind) => void,
  onEnd: (run: string) => void,
  onCommanded: (run: string, event: CommandedEvent) => void = () => {},
): Hub {
  const watchers = new Set<() => void>();
  const followers = new Map<string, Set<Follower>>();
  const live = new Map<string, LiveRun>();
  const coming = new Set<string>();
  /** Runs that were broken off here: a store that takes nothing may call them running still. */
  const broken = new Map<string, RunState>();
  const line = createRunQueue(log, tellWatchers);
  const stored = createStoredFrames((run, after, limit) => log.read(run, after, limit), tellFollowers);

  function add(run: Run, training: Omit<NewRunWithData, "id" | "name"> | "queued"): void {
    const { id, name } = run;
    if (live.has(id) || (training !== "queued" && log.run(id))) {
      throw new RangeError(`serve: expected a new id, got "${id}", which is there already`);
    }
    const frames = createRecentFrames(RECENT_FRAMES, RECENT_CHARACTERS);
    const state = { status: "running" as RunStatus, head: 0, frames, rollup: createRollup() };
    const settled = storeRun(run, {
      begin: () => (training === "queued" ? beginQueued(id) : create({ id, name, ...training })),
      append: (chunks) => log.append(id, chunks),
      onStored(chunks) {
        // What came while the commit before was made goes out as one message.
        const fresh = coalesceEpochs(chunks).flatMap((chunk) => toFrames(id, chunk));
        for (const frame of fresh) frames.push(frame);
        for (const chunk of chunks) {
          state.rollup.add(chunk);
          state.head = lastSeq(chunk);
          if (chunk.type === "commanded") onCommanded(id, chunk);
          if (chunk.type === "finished") state.status = "finished";
        }
        tellFollowers(id, fresh);
        if (state.status === "finished") forget(id);
      },
      onFailure: (error, why) => breakOff(id, state.head, error, why),
    });
    live.set(id, Object.assign(state, { settled }));
  }

  async function create(run: NewRunWithData): Promise<boolean> {
    coming.add(run.id);
    try {
      await log.createRun(run);
      return true;
    } finally {
      coming.delete(run.id);
      tellWatchers();
    }
  }

  async function beginQueued(id: string): Promise<boolean> {
    try {
      await log.beginRun(id);
      return true;
    } catch (error) {
      // It still waits, in the store and here.
      live.delete(id);
      line.requeueFirst(id);
      onFailure(id, error, failureKind(error));
      onEnd(id);
      return false;
    } finally {
      tellWatchers();
    }
  }

  /** Whoever watches a run of which nothing more comes is told so. */
  async function breakOff(id: string, head: number, error: unknown, why: FailureKind): Promise<void> {
    live.delete(id);
    // Clients are told whose fault it is: what a store refuses is the run's.
    broken.set(id, { status: "interrupted", head, failure: why === "storeFailed" ? why : "runFailed" });
    await log.interrupt(id).catch(() => {
      // The store takes nothing, which `error` or the next run says; whoever opens it next interrupts the run.
    });
    tellWatchers();
    onFailure(id, error, why);
    onEnd(id);
  }

  function forget(id: string): void {
    live.delete(id);
    onEnd(id);
  }

  function tellWatchers(): void {
    for (const onChange of watchers) onChange();
  }

  function tellFollowers(run: string, fresh: readonly Frame[] = []): void {
    for (const onMore of followers.get(run) ?? []) onMore(fresh);
  }

  function follow(run: string, onMore: Follower): () => void {
    const all = followers.get(run) ?? new Set();
    followers.set(run, all.add(onMore));
    return () => {
      if (all.delete(onMore) && all.size === 0) followers.delete(run);
    };
  }

  /** What a store that takes nothing could not write down. */
  function corrected(record: RunRecord): RunRecord {
    return record.status === "running" && broken.has(record.id) ? { ...record, status: "interrupted" } : record;
  }

  return {
    add,
    queue: line,
    get runningCount() {
      return live.size;
    },
    find(id) {
      if (id === "latest" ? coming.size > 0 : coming.has(id)) return undefined;
      const record = id === "latest" ? log.latest() : log.run(id);
      return record && corrected(record);
    },
    isPending: (id) => (id === "latest" ? coming.size > 0 : coming.has(id)),
    runs: () =>
      log.runs().map((record) => {
        const place = line.positionOf(record.id);
        return place === undefined ? corrected(record) : { ...record, place };
      }),
    state(run) {
      const now = live.get(run);
      const record = now ? undefined : log.run(run);
      const place = record?.status === "queued" ? line.positionOf(run) : undefined;
      return now ?? (place === undefined ? ((record && broken.get(run)) ?? record) : { ...record!, place });
    },
    frameAfter(run, after) {
      const now = live.get(run);
      const { head } = now ?? log.run(run) ?? { head: 0 };
      if (head <= after) return undefined;
      return now?.frames.after(after) ?? stored.after(run, after);
    },
    totals(run) {
      const now = live.get(run);
      if (!now) return undefined;
      const rollup = createRollup();
      rollup.append(now.rollup);
      return { head: now.head, rollup };
    },
    watchRuns(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    follow,
    async settled() {
      await Promise.allSettled([...live.values()].map(({ settled }) => settled()));
    },
  };
}
