/**
 * A log in a thread of its own: who talks to people never waits for a disk. What it is asked to append is stored with
 * whatever else came in the same moment, and answered when it is; the catalogue is here, as it is stored.
 */
import type { EventChunk } from "@epochal/stream/events";
import { createByteBudget } from "./byte-budget.ts";
import type { KeyRecord } from "../runs/keys.ts";
import { startLogWorker } from "./log-worker-host.ts";
import type { NewRunWithData } from "./log-worker.ts";
import type { StoredTraining } from "../runs/reader.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { Retention } from "../runs/retention.ts";
import { sizeOfChunks } from "./size-of-chunks.ts";
import type { Synchronous } from "../store/store.ts";

/** Its promises reject with one line, `log.append: expected …, got …`, as the functions of `RunLog` throw. */
export interface LogThread {
  /**
   * Resolves when a new run is in the catalogue, with an empty log.
   * @throws RangeError when a run with this id is there already.
   */
  createRun(run: NewRunWithData): Promise<RunRecord>;
  /**
   * Resolves when a queued run is one that goes on, the newest of those that have begun.
   * @throws RangeError when it is unknown or not queued.
   */
  beginRun(id: string): Promise<RunRecord>;
  /** Resolves when a queued run has ended before it began; without effect on any other. `key` is kept in the same commit. */
  cancelRun(id: string, key?: KeyRecord): Promise<RunRecord | undefined>;
  /** Keeps what is done under a key; resolves to what was kept under it before, where that is so. See `RunLog`. */
  claimKey(record: KeyRecord): Promise<KeyRecord | undefined>;
  /** What was done under a key; see `RunLog`. */
  findKey(owner: string, key: string): Promise<KeyRecord | undefined>;
  /**
   * Resolves when the chunks are stored, all or none. A `finished` event ends the run. At most 16 MiB are on their way at
   * once, whoever appended them; what comes then waits here for its turn, so wait for it before you append more.
   * @throws RangeError when the run is unknown or has ended, or a chunk does not begin right behind the newest event.
   */
  append(run: string, chunks: readonly EventChunk[]): Promise<RunRecord>;
  /** A run that goes on ends here, without a `finished` event; without effect on any other. */
  interrupt(run: string): Promise<void>;
  /** Chunks with the events behind position `after`, oldest first; see `RunReader`. Epochs that were stored one by one come in one chunk. */
  read(run: string, after: number, limit?: number): Promise<EventChunk[]>;
  /** One run of the catalogue, as it is stored now; undefined where there is none with this id. */
  run(id: string): RunRecord | undefined;
  /** The run that began last. */
  latest(): RunRecord | undefined;
  /** All runs, in the order in which they began or, where they wait, were asked for; the newest first. */
  runs(): RunRecord[];
  /** What a run needs to go on; undefined where there is no run with this id. */
  training(run: string): Promise<StoredTraining | undefined>;
  /** Deletes what need not be kept, run by run, and gives its space back; what happens meanwhile is stored in between. */
  applyRetention(retention: Retention): Promise<void>;
  /** Bytes on their way to the store. */
  readonly pendingBytes: number;
  /** What was appended before is stored, runs that have not ended become `interrupted`, and the file is closed. */
  close(): Promise<void>;
}

/** What a log's thread has from outside; all of it may be left out. */
export interface LogThreadOptions {
  /** Default: the clock on the wall. */
  readonly now?: () => number;
  /**
   * What an event that is stored survives: `normal` the death of the process, `full` also a loss of power, for which every
   * commit waits for the disk. Default `normal`.
   */
  readonly synchronous?: Synchronous;
  /** The file is not made larger than so many bytes, beside up to 16 MiB of commits on their way into it. Default: as the disk allows. */
  readonly maxBytes?: number;
}

/** On their way at once. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

/**
 * Opens a store, as `openLog` does, in a thread of its own.
 *
 * @param path a file, or `:memory:` for a store that goes with the process.
 * @throws what `openLog` throws.
 */
export async function startLogThread(path: string, options: LogThreadOptions = {}): Promise<LogThread> {
  const { now = () => Date.now(), synchronous = "normal", maxBytes = Infinity } = options;
  /** The catalogue, the newest run last. */
  const records = new Map<string, RunRecord>();
  const { opened, request } = startLogWorker({ path, synchronous, maxBytes }, now, (run) => records.delete(run));
  for (const record of (await opened).toReversed()) remember(record);
  const budget = createByteBudget(MAX_PENDING_BYTES);
  let closing: Promise<void> | undefined;

  function remember(record: RunRecord): RunRecord {
    records.set(record.id, record);
    return record;
  }

  function checkOpen(): void {
    if (closing) throw new Error("log: expected a log that is open, got one that is closed");
  }

  async function close(): Promise<void> {
    // Behind what waits to be appended.
    await budget.acquire(0);
    await request("close", undefined);
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
      // Behind all others.
      records.delete(id);
      return remember(record);
    },
    async cancelRun(run, key) {
      checkOpen();
      const record = await request("cancelRun", { run, key });
      return record && remember(record);
    },
    claimKey: (record) => request("claimKey", record),
    findKey: (owner, key) => request("findKey", { owner, key }),
    async append(run, chunks) {
      checkOpen();
      const bytes = sizeOfChunks(chunks);
      await budget.acquire(bytes);
      try {
        return remember(await request("append", { run, chunks }));
      } finally {
        budget.release(bytes);
      }
    },
    async interrupt(run) {
      await budget.acquire(0);
      const record = await request("interrupt", run);
      if (record) remember(record);
    },
    read: (run, after, limit = 64) => request("read", { run, after, limit }),
    run: (id) => records.get(id),
    latest: () => runs().find(({ status }) => status !== "queued" && status !== "cancelled"),
    runs,
    training: (run) => request("training", run),
    async applyRetention(retention) {
      await request("retain", retention);
    },
    get pendingBytes() {
      return budget.used;
    },
    close: () => (closing ??= close()),
  };
}
