/**
 * The interface of a durable log of runs, as servers and recorders use it: nothing in it depends on the engine that stores the
 * events. `test/event-log-contract.ts` checks every implementation.
 */
import type { EventChunk } from "@epochal/stream/events";
import type { KeyRecord } from "./runs/keys.ts";
import type { StoredTraining } from "./runs/reader.ts";
import type { Retention } from "./runs/retention.ts";
import type { NewRun } from "./runs/run-catalogue.ts";
import type { RunRecord } from "./runs/run-record.ts";

/** A run to add to the catalogue, with its rows uncompressed. */
export type NewRunWithData = Omit<NewRun, "data"> & { readonly data?: object };

/**
 * A durable log of runs with a cached catalogue. Promises reject with one line, `log.append: expected …, got …`: a RangeError for
 * invalid input, an Error if the store cannot be read or written.
 */
export interface EventLog {
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
  /** Ends a queued run before it begins, and stores `key`; no effect on other runs. */
  cancelRun(id: string, key?: KeyRecord): Promise<RunRecord | undefined>;
  /** Stores a request and its reply under their key; resolves to the earlier record with this key. See `RunLog`. */
  claimKey(record: KeyRecord): Promise<KeyRecord | undefined>;
  /** The request with this key; see `RunLog`. */
  findKey(owner: string, key: string): Promise<KeyRecord | undefined>;
  /**
   * Resolves when the chunks are stored, all or none, to the newest record of the run. A `finished` event ends the run. At most
   * 16 MiB of all appends are in flight; further appends wait in memory, so wait for an append before you make the next.
   * @throws RangeError if the run is unknown or has ended, or a chunk does not directly follow the newest event;
   * `RunTooLargeError` beyond `maxRunBytes`.
   */
  append(run: string, chunks: readonly EventChunk[]): Promise<RunRecord>;
  /** Rejects if the store has no room for some more epochs; see `RunLog`. */
  checkRoom(): Promise<void>;
  /**
   * Ends a running run without a `finished` event; no effect on other runs.
   * @param ended when it ended. Default: now.
   */
  interrupt(run: string, ended?: number): Promise<void>;
  /** Chunks with the events after position `after`, oldest first; see `RunReader`. Small chunks of epochs are merged. */
  read(run: string, after: number, limit?: number): Promise<EventChunk[]>;
  /** The run with this id, if any, as it is stored now. */
  run(id: string): RunRecord | undefined;
  /** The run that began last. */
  latest(): RunRecord | undefined;
  /** All runs, newest first, by when they began or, if they are queued, were requested. */
  runs(): RunRecord[];
  /** The training of the run with this id and its newest snapshot, to resume it; undefined if there is none. */
  training(run: string): Promise<StoredTraining | undefined>;
  /** Deletes runs by this retention, one at a time, and frees their space. Events are stored in between. */
  applyRetention(retention: Retention): Promise<void>;
  /**
   * Runs `work`, and stores what it stores as a whole, or nothing if it rejects. Nothing else may use the log meanwhile, and no run is
   * running. The end of the process leaves nothing in a file; on a server it leaves a part if it has not waited for this.
   */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Calls back when another process has changed a run: with `events` if it has appended some, and with `status` if the run was added
   * or deleted, has begun or ended. Never called by a store that has one writer. Returns a function that ends this.
   */
  watch(onChange: (run: string, change: "events" | "status") => void): () => void;
  /** The end of the ids of this process's new runs, if other processes create runs in this log at the same time. */
  readonly idSuffix?: string;
  /** Bytes on their way to the store. */
  readonly pendingBytes: number;
  /** Stores earlier appends, marks the running runs of this process as `interrupted`, and closes the store. */
  close(): Promise<void>;
}
