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
export type Breakage = "storeFailed" | "storeRefused" | "runFailed";

/** Where a run is stored, and who is told of it. */
export interface StoreRunContext {
  /** Makes it one that goes on in the store; resolves to whether it is. Where it rejects, the run is broken off. */
  readonly enter: () => Promise<boolean>;
  /** Resolves when these are stored. */
  readonly append: (chunks: readonly EventChunk[]) => Promise<unknown>;
  /** Is told of what is stored now. */
  readonly onStored: (chunks: readonly EventChunk[]) => void;
  /** Is told that nothing more comes of this run, which has been ended. */
  readonly onBroken: (error: unknown, why: Breakage) => Promise<void>;
}

/** While so many chunks wait to be stored, a run that can wait does. */
const MOST_WAITING = 64;

/** Begins to store a run; returns a function that resolves when all that it has told so far is stored. */
export function storeRun(run: RunToStore, { enter, append, onStored, onBroken }: StoreRunContext): () => Promise<void> {
  let waiting: EventChunk[] = [];
  let isOver = false;
  let storing = begin();

  async function begin(): Promise<void> {
    try {
      if (!(await enter())) end();
    } catch (error) {
      await breakOff(error, whyOf(error));
    }
  }

  async function commit(): Promise<void> {
    const chunks = waiting;
    waiting = [];
    if (chunks.length >= MOST_WAITING) run.hold?.(false);
    if (chunks.length === 0 || isOver) return;
    try {
      await append(chunks);
    } catch (error) {
      await breakOff(error, whyOf(error));
      return;
    }
    isOver = chunks.at(-1)?.type === "finished";
    onStored(chunks);
  }

  function end(): void {
    isOver = true;
    run.dispose();
  }

  async function breakOff(error: unknown, why: Breakage): Promise<void> {
    if (isOver) return;
    end();
    await onBroken(error, why);
  }

  run.chunks$.subscribe({
    next(chunk) {
      if (waiting.length === 0) storing = storing.then(commit);
      waiting.push(chunk);
      if (waiting.length === MOST_WAITING) run.hold?.(true);
    },
    error(error: unknown) {
      storing = storing.then(commit).then(() => breakOff(error, "runFailed"));
    },
  });
  return () => storing;
}

/** Why a store did not take something: it refuses with a RangeError, all others say that it failed. */
export function whyOf(error: unknown): Breakage {
  return error instanceof RangeError ? "storeRefused" : "storeFailed";
}
