/**
 * Where runs and their watchers meet: what a run tells is stored first and shown then. A watcher is a cursor on the
 * stored events; nothing here knows who watches.
 */
import type { LogThread, NewRunWithData, RunRecord, RunStatus } from "@epochal/log";
import { createRollup, type Rollup } from "@epochal/protocol";
import { lastSeq, type Run } from "@epochal/stream";
import type { EventChunk } from "@epochal/stream/events";
import { framesOf, type Frame } from "./frame.ts";
import { createRecentFrames, type RecentFrames } from "./recent-frames.ts";
import { createStoredFrames } from "./stored-frames.ts";

export interface Hub {
  /**
   * Stores what a run tells from its first event on, and shows it.
   * @throws RangeError when a run with this id is there already.
   */
  add(run: Run, training: Omit<NewRunWithData, "id" | "name">): void;
  /** A run by its id, or the newest one by `latest`; undefined also while it is about to be there. */
  find(id: string): RunRecord | undefined;
  /** Whether a run, or with `latest` any, has been added and is not stored yet. */
  isComing(id: string): boolean;
  runs(): RunRecord[];
  /** How a run stands; undefined when it is not there, or no more. */
  state(run: string): RunState | undefined;
  /**
   * The frame with the first event behind `after`; undefined when there is none yet, or it is only now being read from the
   * store: watchers are called when it is there.
   */
  frame(run: string, after: number): Frame | undefined;
  /** All events so far of a run that goes on, summed up; undefined of others. */
  overall(run: string): Overall | undefined;
  /** Calls back after every change of any run; returns a function that ends it. */
  watch(onChange: () => void): () => void;
  /** Resolves when all that has been told so far is stored. */
  settled(): Promise<void>;
}

export interface RunState {
  readonly status: RunStatus;
  /** Position of its newest stored event. */
  readonly head: number;
}

/** A run's events up to its head, summed up. */
export interface Overall {
  readonly head: number;
  readonly rollup: Rollup;
}

/** A run that goes on. */
interface LiveRun extends RunState {
  status: RunStatus;
  head: number;
  readonly frames: RecentFrames;
  readonly rollup: Rollup;
  /** Until all that it has told is stored. */
  storing: Promise<void>;
}

/** Kept of each run that goes on: what somebody misses who looks away for a moment. */
const RECENT_FRAMES = 256;
const RECENT_CHARACTERS = 8 * 1024 * 1024;

/**
 * @param onFailure is told when a run breaks or its events cannot be stored.
 * @param onEnd is told when a run has ended.
 */
export function createHub(log: LogThread, onFailure: (run: string, error: unknown) => void, onEnd: () => void): Hub {
  const watchers = new Set<() => void>();
  const live = new Map<string, LiveRun>();
  const coming = new Set<string>();
  const stored = createStoredFrames((run, after, limit) => log.read(run, after, limit), tellWatchers);

  function add(run: Run, training: Omit<NewRunWithData, "id" | "name">): void {
    const { id, name } = run;
    if (live.has(id) || log.run(id)) {
      throw new RangeError(`serve: expected a new id, got "${id}", which is there already`);
    }
    const frames = createRecentFrames(RECENT_FRAMES, RECENT_CHARACTERS);
    const state: LiveRun = { status: "running", head: 0, frames, rollup: createRollup(), storing: begin() };
    live.set(id, state);
    let waiting: EventChunk[] = [];

    async function begin(): Promise<void> {
      coming.add(id);
      try {
        await log.createRun({ id, name, ...training });
      } catch (error) {
        run.dispose();
        await breakOff(error);
      } finally {
        coming.delete(id);
        tellWatchers();
      }
    }

    /** All that came while the last commit was made is the next. */
    async function commit(): Promise<void> {
      const chunks = waiting;
      waiting = [];
      if (chunks.length === 0 || !live.has(id)) return;
      try {
        await log.append(id, chunks);
      } catch (error) {
        run.dispose();
        await breakOff(error);
        return;
      }
      for (const chunk of chunks) {
        for (const frame of framesOf(id, chunk)) state.frames.push(frame);
        state.rollup.add(chunk);
        state.head = lastSeq(chunk);
        if (chunk.type === "finished") state.status = "finished";
      }
      tellWatchers();
      if (state.status === "running") return;
      live.delete(id);
      onEnd();
    }

    /** Nothing more comes of this run: whoever watches it is told so. */
    async function breakOff(error: unknown): Promise<void> {
      live.delete(id);
      await log.interrupt(id).catch(() => {
        // The store takes nothing, which `error` or the next run says; whoever opens it next interrupts the run.
      });
      tellWatchers();
      onFailure(id, error);
    }

    run.chunks$.subscribe({
      next(chunk) {
        if (waiting.length === 0) state.storing = state.storing.then(commit);
        waiting.push(chunk);
      },
      error(error: unknown) {
        state.storing = state.storing.then(commit).then(() => breakOff(error));
      },
    });
  }

  function tellWatchers(): void {
    for (const onChange of watchers) onChange();
  }

  return {
    add,
    find(id) {
      if (id === "latest") return coming.size > 0 ? undefined : log.latest();
      return coming.has(id) ? undefined : log.run(id);
    },
    isComing: (id) => (id === "latest" ? coming.size > 0 : coming.has(id)),
    runs: () => log.runs(),
    state: (run) => live.get(run) ?? log.run(run),
    frame(run, after) {
      const now = live.get(run);
      const { head } = now ?? log.run(run) ?? { head: 0 };
      if (head <= after) return undefined;
      return now?.frames.behind(after) ?? stored.behind(run, after);
    },
    overall(run) {
      const now = live.get(run);
      if (!now) return undefined;
      const rollup = createRollup();
      rollup.append(now.rollup);
      return { head: now.head, rollup };
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    async settled() {
      await Promise.allSettled([...live.values()].map(({ storing }) => storing));
    },
  };
}
