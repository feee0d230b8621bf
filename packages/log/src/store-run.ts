/** Stores what a run tells, in its order: all that came while the last commit was made is the next. */
import type { EventChunk } from "@epochal/stream/events";

/** What tells events, from its first one on, and can be ended. */
export interface RunToStore {
  /** Its events, an Observable. */
  readonly chunks$: {
    /** Tells them all, each as it happens. */
    subscribe(observer: { next(chunk: EventChunk): void; error(error: unknown): void }): unknown;
  };
  /** Where there is such a thing: lets it wait while too much is to be stored. */
  readonly hold?: (isHeld: boolean) => void;
  /** Ends it, where it cannot be stored. */
  dispose(): void;
}

/**
 * Why a run was broken off: the store failed, as on a full disk; it refused what it was given, such as a second run with one id;
 * or the run itself failed.
 */
export type FailureKind = "storeFailed" | "storeRefused" | "runFailed";

/** Where a run is stored, and who is told of it. */
export interface StoreRunContext {
  /** Makes it one that goes on in the store; resolves to whether it is. Where it rejects, the run is broken off. */
  readonly begin: () => Promise<boolean>;
  /** Resolves when these are stored. */
  readonly append: (chunks: readonly EventChunk[]) => Promise<unknown>;
  /** Is told of what is stored now. */
  readonly onStored: (chunks: readonly EventChunk[]) => void;
  /** Is told that nothing more comes of this run, which has been ended. */
  readonly onFailure: (error: unknown, why: FailureKind) => Promise<void>;
}

/** While so many chunks wait to be stored, a run that can wait does. */
const MAX_PENDING_CHUNKS = 64;

/** Begins to store a run; returns a function that resolves when all that it has told so far is stored. */
export function storeRun(
  run: RunToStore,
  { begin: enter, append, onStored, onFailure: onBroken }: StoreRunContext,
): () => Promise<void> {
  let pending: EventChunk[] = [];
  let hasEnded = false;
  let storing = begin();

  async function begin(): Promise<void> {
    try {
      if (!(await enter())) end();
    } catch (error) {
      await fail(error, failureKind(error));
    }
  }

  async function commit(): Promise<void> {
    const chunks = pending;
    pending = [];
    if (chunks.length >= MAX_PENDING_CHUNKS) run.hold?.(false);
    if (chunks.length === 0 || hasEnded) return;
    try {
      await append(chunks);
    } catch (error) {
      await fail(error, failureKind(error));
      return;
    }
    hasEnded = chunks.at(-1)?.type === "finished";
    onStored(chunks);
  }

  function end(): void {
    hasEnded = true;
    run.dispose();
  }

  async function fail(error: unknown, why: FailureKind): Promise<void> {
    if (hasEnded) return;
    end();
    await onBroken(error, why);
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

/** Why a store did not take something: it refuses with a RangeError, all others say that it failed. */
export function failureKind(error: unknown): FailureKind {
  return error instanceof RangeError ? "storeRefused" : "storeFailed";
}
