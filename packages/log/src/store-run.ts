/** Stores the events of a run in order. Chunks that arrive during a commit form the next one. */
import type { EventChunk } from "@epochal/stream/events";
import { isRunTooLarge } from "./runs/run-too-large.ts";

/** A run, as far as it is needed to store it. */
export interface RunToStore {
  /** In the log. */
  readonly id: string;
  /** Its events, an Observable. */
  readonly chunks$: {
    /** Emits all chunks, each as it happens. */
    subscribe(observer: { next(chunk: EventChunk): void; error(error: unknown): void }): unknown;
  };
  /** Applies backpressure, if the run supports it: the run trains no further while it is held. */
  readonly hold?: (isHeld: boolean) => void;
  /** Ends the run if it cannot be stored. */
  dispose(): void;
}

/**
 * Why storing a run has failed.
 * - `storeFailed`: the store cannot be written, for example on a full disk.
 * - `runTooLarge`: the run has reached `maxRunBytes`. The store can be written, and what was stored is kept.
 * - `storeRefused`: the store rejected the input, for example a second run with the same id.
 * - `runFailed`: the run itself failed.
 */
export type FailureKind = "storeFailed" | "runTooLarge" | "storeRefused" | "runFailed";

/** How a run begins in the store, and what is called then. */
export interface StoreRunContext {
  /** Begins the run in the store; resolves to false if the run must end. If it rejects, storing has failed. */
  readonly begin: () => Promise<boolean>;
  /** Called when chunks are stored. */
  readonly onStored: (chunks: readonly EventChunk[]) => void;
  /** Called when storing has failed. The run has been disposed of. */
  readonly onFailure: (error: unknown, kind: FailureKind) => Promise<void>;
}

/** The run is held while this many chunks wait to be stored. */
const MAX_PENDING_CHUNKS = 64;

/** Starts to store a run in a log. Returns a function that resolves when all chunks so far are stored. */
export function storeRun(
  run: RunToStore,
  log: { append(run: string, chunks: readonly EventChunk[]): Promise<unknown> },
  { begin, onStored, onFailure }: StoreRunContext,
): () => Promise<void> {
  let pending: EventChunk[] = [];
  let isOver = false;
  let storing = start();

  async function start(): Promise<void> {
    try {
      if (!(await begin())) end();
    } catch (error) {
      await fail(error, failureKind(error));
    }
  }

  async function commit(): Promise<void> {
    const chunks = pending;
    pending = [];
    if (chunks.length >= MAX_PENDING_CHUNKS) run.hold?.(false);
    if (chunks.length === 0 || isOver) return;
    try {
      await log.append(run.id, chunks);
    } catch (error) {
      await fail(error, failureKind(error));
      return;
    }
    isOver = chunks.at(-1)?.type === "finished";
    onStored(chunks);
  }

  function end(): void {
    isOver = true;
    run.dispose();
  }

  async function fail(error: unknown, kind: FailureKind): Promise<void> {
    if (isOver) return;
    end();
    await onFailure(error, kind);
  }

  run.chunks$.subscribe({
    next(chunk) {
      if (pending.length === 0) storing = storing.then(commit);
      pending.push(chunk);
      if (pending.length === MAX_PENDING_CHUNKS) run.hold?.(true);
    },
    error(error: unknown) {
      storing = storing.then(commit).then(() => fail(error, "runFailed"));
    },
  });
  return () => storing;
}

/** Why a store has rejected something: it throws a RangeError for invalid input, and other errors if it cannot be written. */
export function failureKind(error: unknown): FailureKind {
  if (isRunTooLarge(error)) return "runTooLarge";
  return error instanceof RangeError ? "storeRefused" : "storeFailed";
}
