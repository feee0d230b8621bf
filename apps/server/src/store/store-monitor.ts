/** Watches a store that cannot be written, for example on a full disk, until it can be written again. */
import { failureKind, type EventLog } from "@epochal/log";
import type { Clock } from "@epochal/stream";

export interface StoreMonitor {
  /** Why the store cannot be written, for people; undefined while it can. */
  readonly failure: string | undefined;
  /** Whether the store's file was deleted, moved or replaced: then only another process can store events. */
  readonly isLost: boolean;
  /** Something could not be stored. */
  failed(error: unknown): void;
  /** Checks now, if the store has failed, whether it can be written again. Resolves to `failure`. */
  recheck(): Promise<string | undefined>;
  close(): void;
}

const INTERVAL_MS = 1000;

/**
 * @param makeRoom deletes what may be deleted.
 * @param onChange is called when the store has failed, and when it can be written again.
 */
export function createStoreMonitor(
  log: Pick<EventLog, "checkRoom">,
  clock: Clock,
  makeRoom: () => void,
  onChange: (failure: string | undefined) => void,
): StoreMonitor {
  let failure: string | undefined;
  let isLost = false;
  let isClosed = false;
  let cancelNext = () => {};

  function change(next: string | undefined): void {
    failure = next;
    onChange(next);
  }

  async function recheck(): Promise<string | undefined> {
    if (failure === undefined || isLost) return failure;
    cancelNext();
    makeRoom();
    try {
      await log.checkRoom();
      if (failure !== undefined && !isClosed) change(undefined);
    } catch {
      recheckLater();
    }
    return failure;
  }

  function recheckLater(): void {
    cancelNext();
    if (!isClosed) cancelNext = clock.schedule(() => void recheck(), INTERVAL_MS);
  }

  return {
    get failure() {
      return failure;
    },
    get isLost() {
      return isLost;
    },
    failed(error) {
      if (failureKind(error) !== "storeFailed" || isClosed) return;
      isLost ||= /\bdeleted, moved or replaced\b/.test(String(error));
      if (failure === undefined) change(describe(error));
      if (!isLost) recheckLater();
    },
    recheck,
    close() {
      isClosed = true;
      cancelNext();
    },
  };
}

/** For clients, so without the path of the store. */
function describe(error: unknown): string {
  return /\bfull\b/.test(String(error)) ? "the store is full" : "the store cannot be written";
}
