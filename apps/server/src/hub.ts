/**
 * Where runs and their watchers meet: what a run tells is stored first and shown then. A watcher is a cursor on the
 * stored events; nothing here knows who watches.
 */
import type { RunLog, RunRecord, RunStatus } from "@epochal/log";
import { encodeServerMessage } from "@epochal/protocol";
import { lastSeq, type Run } from "@epochal/stream";
import type { EventChunk, StartedEvent } from "@epochal/stream/events";

/** An `events` message, encoded once for all who watch. */
export interface Frame {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

export interface Hub {
  /** Stores what a run tells from its first event on, and shows it. */
  add(run: Run, spec: StartedEvent["spec"]): void;
  /** A run by its id, or the newest one by `latest`. */
  find(id: string): RunRecord | undefined;
  runs(): RunRecord[];
  /** How a run stands, without a look into the store while it goes on. */
  state(run: string): RunState | undefined;
  /** Frames with the events behind `after`, oldest first, a bounded number; none when all has been read. */
  frames(run: string, after: number): readonly Frame[];
  /** Calls back after every change of any run; returns a function that ends it. */
  watch(onChange: () => void): () => void;
}

export interface RunState {
  readonly status: RunStatus;
  /** Position of its newest stored event. */
  readonly head: number;
}

/** A run that goes on: how it stands, and its newest frames, oldest first. */
interface LiveRun extends RunState {
  status: RunStatus;
  head: number;
  readonly frames: Frame[];
}

/** Encoded frames kept of each running run for those who are near its head; older ones are read from the log. */
const RECENT_FRAMES = 256;
/** Most frames that are read in one go. */
const READ_FRAMES = 32;

/** @param onFailure is told when a run breaks or its events cannot be stored. */
export function createHub(log: RunLog, onFailure: (run: string, error: unknown) => void): Hub {
  const watchers = new Set<() => void>();
  const live = new Map<string, LiveRun>();

  function add(run: Run, spec: StartedEvent["spec"]): void {
    log.createRun({ id: run.id, name: run.name, spec });
    const state: LiveRun = { status: "running", head: 0, frames: [] };
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
        live.delete(run.id);
        onFailure(run.id, error);
        return;
      }
      const { frames } = state;
      for (const chunk of chunks) {
        frames.push(toFrame(run.id, chunk));
        state.head = lastSeq(chunk);
        if (chunk.type === "finished") state.status = "finished";
      }
      frames.splice(0, Math.max(0, frames.length - RECENT_FRAMES));
      tellWatchers();
      if (state.status === "finished") live.delete(run.id);
    }

    run.chunks$.subscribe({
      next(chunk) {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push(chunk);
      },
      error: (error: unknown) => onFailure(run.id, error),
    });
    tellWatchers();
  }

  function tellWatchers(): void {
    for (const onChange of watchers) onChange();
  }

  return {
    add,
    find: (id) => (id === "latest" ? log.runs()[0] : log.run(id)),
    runs: () => log.runs(),
    state: (run) => live.get(run) ?? log.run(run),
    frames(run, after) {
      const now = live.get(run);
      if (now && now.head <= after) return [];
      const oldest = now?.frames[0];
      if (now && oldest && oldest.first <= after + 1) {
        const next = now.frames.findIndex(({ last }) => last > after);
        return now.frames.slice(next, next + READ_FRAMES);
      }
      return log.read(run, after, READ_FRAMES).map((chunk) => toFrame(run, chunk));
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
