/**
 * A log in its own thread, so that the event loop of a server never waits for a disk. Appends that arrive together are stored
 * in one commit. The catalogue is cached in this thread, as it is stored.
 */
import type { EventChunk } from "@epochal/stream/events";
import type { LogOptions } from "../run-log.ts";
import type { KeyRecord } from "../runs/keys.ts";
import type { StoredTraining } from "../runs/reader.ts";
import type { Retention } from "../runs/retention.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { createByteBudget } from "./byte-budget.ts";
import { startLogWorker } from "./log-worker-host.ts";
import type { NewRunWithData } from "./log-worker.ts";
import { sizeOfChunks } from "./size-of-chunks.ts";

/** Promises reject with one line, `log.append: expected …, got …`, as the functions of `RunLog` throw. */
export interface LogThread {
  /**
   * Resolves when the run is in the catalogue, with an empty log.
   * @throws RangeError if there is a run with this id.
   */
  createRun(run: NewRunWithData): Promise<RunRecord>;
  /**
   * Begins a queued run. It becomes the newest of the runs that have begun.
   * @throws RangeError if the run is unknown or not queued.
   */
  beginRun(id: string): Promise<RunRecord>;
  /** Ends a queued run before it begins; no effect on other runs. `key` is stored in the same commit. */
  cancelRun(id: string, key?: KeyRecord): Promise<RunRecord | undefined>;
  /** Stores a request and its reply under their key; resolves to the earlier record with this key. See `RunLog`. */
  claimKey(record: KeyRecord): Promise<KeyRecord | undefined>;
  /** The request with this key; see `RunLog`. */
  findKey(owner: string, key: string): Promise<KeyRecord | undefined>;
  /**
   * Resolves when the chunks are stored, all or none. A `finished` event ends the run. At most 16 MiB of all appends are in flight;
   * further appends wait in this thread, so wait for an append before you make the next.
   * @throws RangeError if the run is unknown or has ended, or a chunk does not directly follow the newest event;
   * `RunTooLargeError` beyond `maxRunBytes`.
   */
  append(run: string, chunks: readonly EventChunk[]): Promise<RunRecord>;
  /** Rejects if the store has no room for some more epochs; see `RunLog`. */
  checkRoom(): Promise<void>;
  /** Ends a running run without a `finished` event; no effect on other runs. */
  interrupt(run: string): Promise<void>;
  /** Chunks with the events after position `after`, oldest first; see `RunReader`. Small chunks of epochs are merged. */
  read(run: string, after: number, limit?: number): Promise<EventChunk[]>;
  /** The run with this id, if any, as it is stored now. */
  run(id: string): RunRecord | undefined;
  /** The run that began last. */
  latest(): RunRecord | undefined;
  /** All runs, newest first, by when they began or, if they are queued, were requested. */
  runs(): RunRecord[];
  /** What is needed to resume the run with this id, if there is one. */
  training(run: string): Promise<StoredTraining | undefined>;
  /** Deletes runs by this retention, one at a time, and returns their space to the file system. Events are stored in between. */
  applyRetention(retention: Retention): Promise<void>;
  /** Bytes on their way to the store. */
  readonly pendingBytes: number;
  /** Stores earlier appends, marks runs that have not ended as `interrupted`, and closes the file. */
  close(): Promise<void>;
}

/** How a log's thread is started: see `LogOptions`. All fields are optional. */
export type LogThreadOptions = Omit<LogOptions, "identity">;

/** Maximum bytes in flight. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

/**
 * Opens a store, as `openLog` does, in its own thread.
 *
 * @param path a file, or `:memory:` for a store that lives as long as the process.
 * @throws what `openLog` throws.
 */
export async function startLogThread(path: string, options: LogThreadOptions = {}): Promise<LogThread> {
  const { now = () => Date.now(), synchronous = "normal", maxBytes = Infinity, maxRunBytes = Infinity } = options;
  /** The catalogue, newest run last. */
  const records = new Map<string, RunRecord>();
  const { opened, request } = startLogWorker({ path, synchronous, maxBytes, maxRunBytes }, now, (run) =>
    records.delete(run),
  );
  for (const record of (await opened).toReversed()) remember(record);
  const budget = createByteBudget(MAX_PENDING_BYTES);
  let closing: Promise<void> | undefined;

  function remember(record: RunRecord): RunRecord {
    records.set(record.id, record);
    return record;
  }

  function checkOpen(): void {
    if (closing) throw new Error("log: the log is closed");
  }

  async function close(): Promise<void> {
    // After the appends that wait for the budget.
    await budget.acquire(0);
    await request("close");
  }

  const runs = () => [...records.values()].reverse();
  return {
    async createRun(run) {
      checkOpen();
      return remember(await request("createRun", run));
    },
    async beginRun(id) {
      checkOpen();
      const record = await request("beginRun", id);
      // Moves it to the end.
      records.delete(id);
      return remember(record);
    },
    async cancelRun(run, key) {
      checkOpen();
      const record = await request("cancelRun", run, key);
      return record && remember(record);
    },
    claimKey: (record) => request("claimKey", record),
    findKey: (owner, key) => request("findKey", owner, key),
    async append(run, chunks) {
      checkOpen();
      const bytes = sizeOfChunks(chunks);
      await budget.acquire(bytes);
      try {
        return remember(await request("append", run, chunks));
      } finally {
        budget.release(bytes);
      }
    },
    checkRoom: () => request("checkRoom"),
    async interrupt(run) {
      await budget.acquire(0);
      const record = await request("interrupt", run);
      if (record) remember(record);
    },
    read: (run, after, limit = 64) => request("read", run, after, limit),
    run: (id) => records.get(id),
    latest: () => runs().find(({ status }) => status !== "queued" && status !== "cancelled"),
    runs,
    training: (run) => request("training", run),
    applyRetention: (retention) => request("applyRetention", retention),
    get pendingBytes() {
      return budget.used;
    },
    close: () => (closing ??= close()),
  };
}
