/** What can be asked of a store: its catalogue, its events from any position on, and all that a run needs to go on. */
import type { EventChunk, SnapshotEvent, StartedEvent } from "@epochal/stream/events";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { isLocked } from "../store/lock.ts";
import { decode, type Encoded } from "../store/codec.ts";
import { toRecord, type RunRecord } from "./run-record.ts";
import { withStoreErrors, openReadableStore } from "../store/store.ts";
import { decompressData, type CompressedData } from "../store/training-data.ts";

/** A run's training and the newest state that was told of it: what it takes to go on. */
export interface StoredTraining {
  /** A name for people. */
  readonly name: string;
  /** The whole training. */
  readonly spec: StartedEvent["spec"];
  /** Its rows, as `createRun` was given them; absent where it was given none. */
  readonly data?: object;
  /** How it is to be run, as `createRun` was given it; absent where it was given nothing. */
  readonly options?: object;
  /** The newest state, where there is one. */
  readonly snapshot?: SnapshotEvent["snapshot"];
}

/** Each of its functions throws one line, `log.read: expected …, got …`, when the file cannot be read. */
export interface RunReader {
  /**
   * Chunks with the events behind position `after`, oldest first; the first may begin before it. As many as are stored, up to
   * `limit` and about a megabyte: whoever reads a long run asks again with the last position, and stops for nobody meanwhile.
   * @param limit most chunks to return. Default 64.
   */
  read(run: string, after: number, limit?: number): EventChunk[];
  /** One run of the catalogue; undefined where there is none with this id. */
  run(id: string): RunRecord | undefined;
  /** The run that was started last. */
  latest(): RunRecord | undefined;
  /** All runs, in the order in which they began or, where they wait, were asked for; the newest first. */
  runs(): RunRecord[];
  /** A run's training; undefined where there is no run with this id. */
  training(id: string): StoredTraining | undefined;
  /** Bytes of the file that are in use, by all runs and their rows. */
  usedBytes(): number;
}

/** A store that somebody else may be writing. */
export interface OpenReader extends RunReader {
  /** Lets go of the file. */
  close(): void;
}

/** A slice of a long run ends behind the chunk that makes it larger than this. */
const SLICE_BYTES = 1024 * 1024;

const RECORDS = "SELECT id, log, name, parent, status, reason, started, ended, head, epoch, epochs, bytes FROM runs";
const NEWEST_FIRST = "ORDER BY number DESC";
const BEGUN = "WHERE status NOT IN ('queued', 'cancelled')";

/** @param store how messages call it. */
export function createReader(database: DatabaseSync, store: string, where: string): RunReader {
  const reading = <Result>(place: string, work: () => Result) =>
    withStoreErrors(place, `${store} to be readable`, work);
  const prepare = (sql: string) => reading(where, () => database.prepare(sql));
  const selectChunks = prepare(
    `SELECT json, numbers FROM chunks WHERE run = (SELECT number FROM runs WHERE id = ?) AND last > ?
     ORDER BY last LIMIT ?`,
  );
  const selectRun = prepare(`${RECORDS} WHERE id = ?`);
  const selectRuns = prepare(`${RECORDS} ${NEWEST_FIRST}`);
  const selectLatest = prepare(`${RECORDS} ${BEGUN} ${NEWEST_FIRST} LIMIT 1`);
  const selectTraining = prepare(
    `SELECT name, spec, options, data AS hash, data.json, data.numbers, chunks.json AS snapshotJson, chunks.numbers AS snapshotNumbers
     FROM runs LEFT JOIN data ON hash = data LEFT JOIN chunks ON run = number AND last = snapshot WHERE id = ?`,
  );
  const selectUsed = prepare(
    `SELECT (page_count - freelist_count) * page_size AS used
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );

  function one(statement: typeof selectRun, ...values: SQLInputValue[]): RunRecord | undefined {
    const row = statement.get(...values);
    return row && toRecord(row);
  }

  function* select(run: string, after: number, limit: number): Generator<Encoded, void> {
    try {
      yield* selectChunks.iterate(run, after, limit) as Iterable<unknown> as Iterable<Encoded>;
    } catch (error) {
      clearFailure(selectChunks, run, after, 0);
      throw error;
    }
  }

  return {
    read: (run, after, limit = 64) =>
      reading("log.read", () => {
        const chunks: EventChunk[] = [];
        let bytes = 0;
        for (const packed of select(run, after, limit)) {
          chunks.push(decode(packed) as EventChunk);
          bytes += encodedBytes(packed);
          if (bytes > SLICE_BYTES) break;
        }
        return chunks;
      }),
    run: (id) => reading("log.run", () => one(selectRun, id)),
    latest: () => reading("log.latest", () => one(selectLatest)),
    runs: () => reading("log.runs", () => selectRuns.all().map(toRecord)),
    training: (id) =>
      reading("log.training", () => {
        const row = selectTraining.get(id);
        if (!row) return undefined;
        const { name, spec, options, snapshotJson, snapshotNumbers, ...data } = row as unknown as TrainingRow;
        const snapshot = snapshotJson !== null && { json: snapshotJson, numbers: snapshotNumbers };
        return {
          name,
          spec: JSON.parse(spec) as StartedEvent["spec"],
          ...(options !== null && { options: JSON.parse(options) as object }),
          ...(data.hash !== null && { data: decompressData(data as CompressedData) }),
          ...(snapshot && { snapshot: (decode(snapshot) as SnapshotEvent).snapshot }),
        };
      }),
    usedBytes: () => reading("log.usedBytes", () => Number(selectUsed.get()?.["used"])),
  };
}

/** A statement tells its failure once more when it is used next: better now than to somebody whose events are whole. */
function clearFailure(statement: StatementSync, ...values: SQLInputValue[]): void {
  try {
    statement.get(...values);
  } catch {
    // The failure that is known.
  }
}

interface TrainingRow extends Omit<CompressedData, "hash"> {
  readonly name: string;
  readonly spec: string;
  readonly options: string | null;
  readonly hash: string | null;
  readonly snapshotJson: string | null;
  readonly snapshotNumbers: Uint8Array;
}

/** About as much as a chunk takes in the store. */
export function encodedBytes({ json, numbers }: Encoded): number {
  return json.length + numbers.length;
}

/**
 * Opens a store to read it, whether somebody writes it at the same time or not. A run whose process is gone is told as
 * `interrupted`, without an end: nobody has noticed it yet.
 *
 * @param path the file.
 * @throws RangeError when there is none, or it is of another version; Error when it is no database. One line that says so.
 */
export function readLog(path: string): OpenReader {
  const database = openReadableStore(path);
  const reader = createReader(database, `the store at ${path}`, "readLog");
  const markInterrupted = (record: RunRecord): RunRecord =>
    record.status === "running" && !isLocked(path) ? { ...record, status: "interrupted" } : record;
  return {
    ...reader,
    run: (id) => {
      const record = reader.run(id);
      return record && markInterrupted(record);
    },
    latest: () => {
      const record = reader.latest();
      return record && markInterrupted(record);
    },
    runs: () => reader.runs().map(markInterrupted),
    close: () => database.close(),
  };
}
