/** The interface of a log of runs, and its options. */
import type { EventChunk } from "@epochal/stream/events";
import type { Append } from "./runs/appender.ts";
import type { KeyRecord } from "./runs/keys.ts";
import type { OpenReader } from "./runs/reader.ts";
import type { Retention } from "./runs/retention.ts";
import type { NewRun, RunDescription } from "./runs/run-catalogue.ts";
import type { RunRecord } from "./runs/run-record.ts";
import type { Synchronous } from "./store/store.ts";

/** Each function throws one line, `log.append: expected …, got …`, if the file cannot be read or written. */
export interface RunLog extends OpenReader {
  /**
   * Adds a run to the catalogue, with an empty log.
   * @throws RangeError if there is a run with this id, or it is not 1 to 200 characters of well-formed Unicode without U+0000.
   */
  createRun(run: NewRun): RunRecord;
  /**
   * Begins a queued run. It becomes the newest of the runs that have begun.
   * @throws RangeError if the run is unknown or not queued.
   */
  beginRun(id: string): RunRecord;
  /**
   * Ends a queued run before it begins; no effect on other runs.
   * @param key the idempotency key of the request, stored in the same commit.
   */
  cancelRun(id: string, key?: KeyRecord): RunRecord | undefined;
  /**
   * Stores a request and its reply under their key, for the newest 1024 keys of the owner. Returns the earlier record with this
   * key.
   * @throws RangeError if the key is not 1 to 200 characters of well-formed Unicode without U+0000.
   */
  claimKey(record: KeyRecord): KeyRecord | undefined;
  /** The request with this key: a command of the run `owner`, or a request that started a run if the owner is empty. */
  findKey(owner: string, key: string): KeyRecord | undefined;
  /**
   * Appends chunks to a run's log, all or none; they are stored when it returns. A `finished` event ends the run.
   * @throws RangeError if the run is unknown or has ended, or a chunk does not directly follow the newest event;
   * `RunTooLargeError` beyond `maxRunBytes`.
   */
  append(run: string, chunks: readonly EventChunk[]): RunRecord;
  /**
   * Appends to several runs in one commit. Returns for each either the run's record or what `append` would have thrown: an
   * invalid append does not affect the others.
   */
  appendAll(appends: readonly Append[]): (RunRecord | Error)[];
  /** @throws Error if the store has no room for some more epochs, for example on a full disk. Nothing stays stored. */
  checkRoom(): void;
  /**
   * Changes the name, the tags or the notes of a run.
   * @throws RangeError if the run is unknown or running, or a text is empty or too long: a name has 1 to 200 characters, a tag 1 to 64 without
   * blanks and commas, notes at most 10,000.
   */
  describeRun(id: string, description: RunDescription): RunRecord;
  /**
   * Ends a running run without a `finished` event; no effect on other runs.
   * @param ended when it ended. Default: now.
   */
  interrupt(run: string, ended?: number): RunRecord | undefined;
  /**
   * Deletes runs and all their events, all or none. `vacuumStep` then shrinks the file.
   * @throws RangeError if a run is unknown or running.
   */
  deleteRuns(ids: readonly string[]): void;
  /** The id of the next run to delete by this retention. */
  nextToDelete(retention: Retention): string | undefined;
  /** Returns up to a megabyte of free space to the file system. Returns whether there is more. */
  vacuumStep(): boolean;
  /** Until the commit, nothing is stored that is written: the end of the process undoes it. No run is running. */
  beginTransaction(): void;
  /** Stores what was written since the begin. */
  commitTransaction(): void;
  /** Undoes what was written since the begin. */
  rollBackTransaction(): void;
  /**
   * Marks runs that have not ended as `interrupted`, and closes the file.
   * @throws Error, after closing, if the file was deleted, moved or replaced and no function has said so before.
   */
  close(): void;
}

/** How a log is opened. All fields are optional. */
export interface LogOptions {
  /** The time in milliseconds since 1970. Default: the system clock. */
  readonly now?: () => number;
  /** Creates the identity of a new log. Default: 8 random hexadecimal digits. */
  readonly identity?: () => string;
  /**
   * The failures that stored events survive: `normal` the death of the process, `full` a power failure too, for which every commit waits for
   * the disk. Default `normal`.
   */
  readonly synchronous?: Synchronous;
  /** Maximum size of the file, apart from up to 16 MiB of commits on their way into it. Default: no limit. */
  readonly maxBytes?: number;
  /**
   * Maximum bytes of the events of one run. An append beyond it fails with a `RunTooLargeError`, and only for that run; a `finished`
   * event is always stored, and 64 KiB of events that are neither epochs nor snapshots. Default: no limit.
   */
  readonly maxRunBytes?: number;
}
