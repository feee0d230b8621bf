/**
 * Where runs and their watchers meet: what a run tells is stored first and shown then. A watcher is a cursor on the
 * stored events; nothing here knows who watches.
 */
import type { RunLog, RunRecord, RunStatus } from "@epochal/log";
import { encodeServerMessage } from "@epochal/protocol";
import { lastSeq, type Run } from "@epochal/stream";
import type { EventChunk, StartedEvent } from "@epochal/stream/events";
import { createRecentFrames, type Frame, type RecentFrames } from "./recent-frames.ts";

export interface Hub {
  /** Stores what a run tells from its first event on, and shows it. */
  add(run: Run, spec: StartedEvent["spec"]): void;
  /** A run by its id, or the newest one by `latest`. */
  find(id: string): RunRecord | undefined;
  runs(): RunRecord[];
  /** How a run stands, without a look into the store while it goes on. */
  state(run: string): RunState | undefined;
  /** The frame with the first event behind `after`; undefined when there is none yet. */
  frame(run: string, after: number): Frame | undefined;
  /** Calls back after every change of any run; returns a function that ends it. */
  watch(onChange: () => void): () => void;
}

export interface RunState {
  readonly status: RunStatus;
  /** Position of its newest stored event. */
  readonly head: number;
}

/** A run that goes on. */
interface LiveRun extends RunState {
  status: RunStatus;
  head: number;
  readonly frames: RecentFrames;
}

/** Kept of each run that goes on: what somebody misses who looks away for a moment. */
const RECENT_FRAMES = 256;
const RECENT_CHARACTERS = 8 * 1024 * 1024;

/** @param onFailure is told when a run breaks or its events cannot be stored. */
export function createHub(log: RunLog, onFailure: (run: string, error: unknown) => void): Hub {
  const watchers = new Set<() => void>();
  const live = new Map<string, LiveRun>();

  function add(run: Run, spec: StartedEvent["spec"]): void {
    log.createRun({ id: run.id, name: run.name, spec });
    const state: LiveRun = { status: "running", head: 0, frames: createRecentFrames(RECENT_FRAMES, RECENT_CHARACTERS) };
    live.set(run.id, state);
    let waiting: EventChunk[] = [];

    /** All that came in one turn of the event loop is one commit. */
    function commit(): void {
      const chunks = waiting;
      waiting = [];
      if (chunks.length === 0) return;
      try {
        log.append(run.id, chunks);
      } catch (error) {
        run.dispose();
        breakOff(error);
        return;
      }
      for (const chunk of chunks) {
        state.frames.push(toFrame(run.id, chunk));
        state.head = lastSeq(chunk);
        if (chunk.type === "finished") state.status = "finished";
      }
      tellWatchers();
      if (state.status === "finished") live.delete(run.id);
    }

    /** Nothing more comes of this run: whoever watches it is told so. */
    function breakOff(error: unknown): void {
      live.delete(run.id);
      try {
        log.interrupt(run.id);
      } catch {
        // The store takes nothing, which `error` or the next run says; whoever opens it next interrupts the run.
      }
      tellWatchers();
      onFailure(run.id, error);
    }

    run.chunks$.subscribe({
      next(chunk) {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push(chunk);
      },
      error(error: unknown) {
        commit();
        breakOff(error);
      },
    });
    tellWatchers();
  }

  function tellWatchers(): void {
    for (const onChange of watchers) onChange();
  }

  return {
    add,
    find: (id) => (id === "latest" ? log.latest() : log.run(id)),
    runs: () => log.runs(),
    state: (run) => live.get(run) ?? log.run(run),
    frame(run, after) {
      const now = live.get(run);
      if (now && now.head <= after) return undefined;
      const recent = now?.frames.behind(after);
      if (recent) return recent;
      const [chunk] = log.read(run, after, 1);
      return chunk && toFrame(run, chunk);
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
}

function toFrame(run: string, chunk: EventChunk): Frame {
  const [first, last] = [chunk.seq, lastSeq(chunk)];
  return { first, last, text: encodeServerMessage({ type: "events", run, first, last, chunk }) };
}
