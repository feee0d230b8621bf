/** The runs of this process: each of their events is stored first, and shown to clients then. */
import { failureKind, storeRun, type EventLog, type FailureKind, type NewRunWithData } from "@epochal/log";
import type { Run } from "@epochal/stream";
import { lastSeq, type CommandedEvent } from "@epochal/stream/events";
import type { FrameCache } from "../frames/frame-cache.ts";
import { createRollupIndex, type RollupIndex } from "../rollups/rollup-index.ts";
import type { StoredRollups } from "../rollups/stored-rollups.ts";
import type { RunCatalogue, RunState } from "./run-catalogue.ts";
import type { RunListeners } from "./run-listeners.ts";
import type { RunQueue } from "./run-queue.ts";

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
export interface LiveRun extends RunState {
  readonly rollups: RollupIndex;
  /** Resolves when everything the run has emitted so far is stored. */
  readonly settled: () => Promise<void>;
  /** Ends the run in this process. */
  readonly dispose: () => void;
}

/** The parts of a hub. */
export interface HubParts {
  readonly log: EventLog;
  readonly queue: RunQueue;
  readonly catalogue: RunCatalogue;
  readonly frames: FrameCache;
  /** For clients that see ended runs later. */
  readonly storedRollups: StoredRollups;
  readonly listeners: RunListeners;
  readonly live: Map<string, LiveRun>;
  /** Runs that were added but are not stored yet. */
  readonly pending: Set<string>;
  listener: HubListener;
}

/** The training of a new run; `queued` if the run is in the catalogue already and its turn has come. */
export type TrainingToStore = Omit<NewRunWithData, "id" | "name"> | "queued";

/** @throws RangeError if the id is in use. */
export function addRun(hub: HubParts, run: Run, training: TrainingToStore): void {
  const { log, live, storedRollups, frames, listeners } = hub;
  const { id, name } = run;
  if (live.has(id) || (training !== "queued" && log.run(id))) {
    throw new RangeError(`serve: the run id "${id}" is in use`);
  }
  storedRollups.forget(id);
  const state: { -readonly [Key in keyof RunState]: RunState[Key] } = { status: "running", head: 0 };
  const rollups = createRollupIndex();
  const settled = storeRun(run, log, {
    begin: () => (training === "queued" ? beginQueued(hub, id) : createRun(hub, { id, name, ...training })),
    onStored(chunks) {
      // All chunks of a commit become as few messages as possible.
      const fresh = frames.push(id, chunks);
      for (const chunk of chunks) {
        rollups.add(chunk);
        state.head = lastSeq(chunk);
        if (chunk.type === "commanded") hub.listener.onCommanded?.(id, chunk);
        if (chunk.type === "finished") state.status = "finished";
      }
      listeners.notifyFollowers(id, fresh);
      if (state.status !== "finished") return;
      removeLive(hub, id);
      hub.listener.onEnd?.(id);
    },
    onFailure: (error, kind) => interruptRun(hub, id, state.head, error, kind),
  });
  live.set(id, Object.assign(state, { rollups, settled, dispose: () => run.dispose() }));
  hub.listener.onBegin?.(id);
}

async function createRun(hub: HubParts, run: NewRunWithData): Promise<boolean> {
  const { log, pending, listeners } = hub;
  pending.add(run.id);
  try {
    await log.createRun(run);
    return true;
  } finally {
    pending.delete(run.id);
    if (run.parent !== undefined) setResuming(hub, run.parent, false);
    listeners.notifyWatchers();
  }
}

async function beginQueued(hub: HubParts, id: string): Promise<boolean> {
  const { log, queue, listeners } = hub;
  try {
    await log.beginRun(id);
    return true;
  } catch (error) {
    removeLive(hub, id);
    if (log.run(id)?.status === "queued") {
      // The run stays queued, in the store and here.
      queue.requeueFirst(id);
      reportFailure(hub, id, error, failureKind(error));
    } else {
      // Another process has begun or cancelled it.
      hub.listener.onEnd?.(id);
    }
    return false;
  } finally {
    listeners.notifyWatchers();
  }
}

/** Ends a run that has failed, or whose events cannot be stored, after its first `head` events. */
export async function interruptRun(
  hub: HubParts,
  id: string,
  head: number,
  error: unknown,
  kind: FailureKind,
): Promise<void> {
  if (!hub.live.has(id)) return;
  // For clients, a run whose events the store refuses has failed.
  hub.catalogue.setFailed(id, { status: "interrupted", head, failure: kind === "storeFailed" ? kind : "runFailed" });
  await storeInterruption(hub, id);
  reportFailure(hub, id, error, kind);
}

/** Ends a run of this process, so that another one can continue it. Resolves when that is stored. */
export async function giveUpRun(hub: HubParts, id: string): Promise<void> {
  const own = hub.live.get(id);
  own?.dispose();
  await own?.settled();
  await storeInterruption(hub, id);
}

async function storeInterruption(hub: HubParts, id: string): Promise<void> {
  removeLive(hub, id);
  await hub.log.interrupt(id).catch(() => {
    // The store cannot be written, which this or the next failure reports. The next process that opens it interrupts the run.
  });
  hub.listeners.notifyWatchers();
}

/** Sets whether an interrupted run is about to be resumed. */
export function setResuming({ catalogue, listeners }: HubParts, run: string, isResuming: boolean): void {
  if (catalogue.setResuming(run, isResuming) && !isResuming) listeners.notifyFollowers(run);
}

function reportFailure({ listener }: HubParts, id: string, error: unknown, kind: FailureKind): void {
  listener.onFailure?.(id, error, kind);
  listener.onEnd?.(id);
}

function removeLive({ live, frames, storedRollups }: HubParts, id: string): void {
  const rollups = live.get(id)?.rollups;
  if (rollups) storedRollups.keep(id, rollups);
  live.delete(id);
  frames.drop(id);
}
