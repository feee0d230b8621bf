/** Reads a store: its catalogue, the events of a run from any position, and what is needed to resume a run. */
import type { EventChunk, SnapshotEvent, StartedEvent } from "@epochal/stream/events";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { checkSpec } from "../store/check-spec.ts";
import { checkChunk } from "../store/chunk-check.ts";
import { decode, encodedBytes, type Encoded } from "../store/codec.ts";
import { isLocked } from "../store/lock.ts";
import { openReadableStore, withStoreErrors } from "../store/store.ts";
import { ADDED_COLUMNS, hasAddedColumns } from "../store/schema.ts";
import { decompressData, type CompressedData } from "../store/training-data.ts";
import { isId } from "./ids.ts";
import type { RetainedRun } from "./retention.ts";
import { toRecord, type RunRecord } from "./run-record.ts";

/** A run's training and its newest snapshot: what is needed to resume it. */
export interface StoredTraining {
  /** A name for people. */
  readonly name: string;
  /** The whole training. */
  readonly spec: StartedEvent["spec"];
  /** The rows that were passed to `createRun`, if any. */
  readonly data?: object;
  /** The options that were passed to `createRun`, if any. */
  readonly options?: object;
  /** The newest snapshot, if any. */
  readonly snapshot?: SnapshotEvent["snapshot"];
  /**
   * The position of that snapshot, if the log knows that no command is among the events: then those between the first one and it are not
   * needed to continue the run.
   */
  readonly resumesAt?: number;
}

/** Each function throws one line, `log.read: expected …, got …`, if the file cannot be read. */
export interface RunReader {
  /**
   * Chunks with the events after position `after`, oldest first; the first chunk may begin before it. Returns up to `limit` chunks
   * and about a megabyte. To read a long run, call it again with the last position.
   * @param limit maximum number of chunks. Default 64.
   */
  read(run: string, after: number, limit?: number): EventChunk[];
  /** The run with this id, if any. */
  run(id: string): RunRecord | undefined;
  /** The run that began last. */
  latest(): RunRecord | undefined;
  /** All runs, newest first, by when they began or, if they are queued, were requested. */
  runs(): RunRecord[];
  /** The training of the run with this id, if any. */
  training(id: string): StoredTraining | undefined;
  /** Bytes of the file that are in use by all runs and their data. */
  usedBytes(): number;
}

/** The reader of the process that writes a store. */
export interface StoreReader extends RunReader {
  /** All runs as far as retention asks, newest first. Their summaries are not read: retention asks after each run. */
  retainedRuns(): RetainedRun[];
}

/** A reader of a store that another process may be writing. */
export interface OpenReader extends RunReader {
  /** Closes the file. */
  close(): void;
}

/** A read ends after the chunk that makes it larger than this. */
const SLICE_BYTES = 1024 * 1024;

const RESUMES = "iif(json_valid(options) AND options ->> '$.resumes', parent, NULL) AS resumes";
const RECORDS = `SELECT id, log, name, parent, ${RESUMES}, status, reason, started, ended, head, epoch, epochs, bytes`;
const NEWEST_FIRST = "ORDER BY number DESC";
const BEGUN = "WHERE status NOT IN ('queued', 'cancelled')";

/**
 * @param store what error texts call the store.
 * @param check called before and after each read; throws if it is invalid.
 */
export function createReader(
  database: DatabaseSync,
  store: string,
  where: string,
  check: () => void = () => {},
): StoreReader {
  const wrapRead = <Result>(caller: string, work: () => Result) =>
    withStoreErrors(caller, `${store} to be readable`, () => {
      check();
      const result = work();
      check();
      return result;
    });
  const prepare = (sql: string) => wrapRead(where, () => database.prepare(sql));
  const selectChunks = prepare(
    `SELECT last, ${bounded("chunks.")} FROM chunks WHERE run = (SELECT number FROM runs WHERE id = ?) AND last > ?
     ORDER BY last LIMIT ?`,
  );
  const added = wrapRead(where, () => hasAddedColumns(database)) ? ADDED_COLUMNS : [];
  const records = `${[RECORDS, ...added].join(", ")} FROM runs`;
  const selectRun = prepare(`${records} WHERE id = ?`);
  const selectUnindexed = prepare("SELECT 1 FROM runs NOT INDEXED WHERE id = ?");
  const selectRuns = prepare(`${records} ${NEWEST_FIRST}`);
  const selectRetained = prepare(
    `SELECT id, status, reason, started, ifnull(ended, started) AS ended FROM runs ${NEWEST_FIRST}`,
  );
  const selectLatest = prepare(`${records} ${BEGUN} ${NEWEST_FIRST} LIMIT 1`);
  const selectTraining = prepare(
    `SELECT name, spec, options, data AS hash, ${bounded("data.")}, last,
       ${bounded("chunks.", "snapshotJson", "snapshotNumbers")}
     FROM runs LEFT JOIN data ON hash = data LEFT JOIN chunks ON run = number AND last = snapshot WHERE id = ?`,
  );
  const selectUsed = prepare(
    `SELECT (page_count - freelist_count) * page_size AS used
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );

  function selectOne(statement: typeof selectRun, ...values: SQLInputValue[]): RunRecord | undefined {
    const row = statement.get(...values);
    return row && toRecord(row);
  }

  /** The run with this id. A damaged index does not find every run of the catalogue. */
  function find(id: string): RunRecord | undefined {
    const found = selectOne(selectRun, id);
    if (!found && selectUnindexed.get(id)) {
      throw new RangeError(`no run "${id}", which is in the list of runs: the store is damaged`);
    }
    return found;
  }

  return {
    read: (run, after, limit = 64) =>
      wrapRead("log.read", () => {
        if (!isId(run)) return [];
        const chunks = readPage(selectChunks, run, after, limit);
        if (chunks.length > 0 || limit < 1 || after >= (find(run)?.head ?? 0)) return chunks;
        // A writer may have appended in between. If not, a reader would ask for the missing events for ever.
        const again = readPage(selectChunks, run, after, limit);
        if (again.length === 0) throw new RangeError(`no events after position ${after}: the store is damaged`);
        return again;
      }),
    run: (id) => wrapRead("log.run", () => (isId(id) ? find(id) : undefined)),
    latest: () => wrapRead("log.latest", () => selectOne(selectLatest)),
    runs: () => wrapRead("log.runs", () => selectRuns.all().map(toRecord)),
    retainedRuns: () => wrapRead("log.nextToDelete", () => selectRetained.all() as unknown as RetainedRun[]),
    training: (id) =>
      wrapRead("log.training", () => {
        const row = isId(id) && selectTraining.get(id);
        if (!row) return void (isId(id) && find(id));
        const { name, spec, options, last, snapshotJson, snapshotNumbers, ...data } = row as unknown as TrainingRow;
        const snapshot = last !== null && decodeChunk({ last, json: snapshotJson, numbers: snapshotNumbers });
        if (snapshot && snapshot.type !== "snapshot")
          throw new RangeError(`no snapshot at position ${last}: the store is damaged`);
        return {
          name,
          spec: checkSpec(parseObject(spec, "training")),
          ...(options !== null && { options: parseObject(options, "options") }),
          ...(data.hash !== null && { data: decompressData(checkBounds(data) as CompressedData) }),
          ...(snapshot && { snapshot: snapshot.snapshot }),
        };
      }),
    usedBytes: () => wrapRead("log.usedBytes", () => Number(selectUsed.get()?.["used"])),
  };
}

function* select(selectChunks: StatementSync, run: string, after: number, limit: number): Generator<StoredChunk, void> {
  try {
    yield* selectChunks.iterate(run, after, limit) as Iterable<unknown> as Iterable<StoredChunk>;
  } catch (error) {
    clearFailure(selectChunks, run, after, 0);
    throw error;
  }
}

/** The chunks of a run after a position, up to a limit of their number and of their bytes. */
function readPage(selectChunks: StatementSync, run: string, after: number, limit: number): EventChunk[] {
  const chunks: EventChunk[] = [];
  let bytes = 0;
  let previous = Math.max(0, after);
  for (const stored of select(selectChunks, run, after, limit)) {
    const chunk = decodeChunk(stored);
    if (chunk.seq > previous + 1) throw new RangeError(`no event ${previous + 1}: the store is damaged`);
    chunks.push(chunk);
    previous = stored.last;
    bytes += encodedBytes(stored);
    if (bytes > SLICE_BYTES) break;
  }
  return chunks;
}

/** A failed statement reports its failure again when it is used next. Uses it up here, so that the next read does not fail. */
function clearFailure(statement: StatementSync, ...values: SQLInputValue[]): void {
  try {
    statement.get(...values);
  } catch {
    // Already reported.
  }
}

/** Maximum size of a chunk, or of the compressed rows of a training. */
const MAX_ROW_BYTES = 512 * 1024 * 1024;

/** Columns that are null if they are too large, so that they are not even read. */
function bounded(table: string, json = "json", numbers = "numbers"): string {
  const isSmall = `octet_length(${table}json) + octet_length(${table}numbers) <= ${MAX_ROW_BYTES}`;
  return `iif(${isSmall}, ${table}json, NULL) AS ${json}, iif(${isSmall}, ${table}numbers, NULL) AS ${numbers}`;
}

function checkBounds<Row extends { readonly json: unknown }>(row: Row): Row {
  if (row.json !== null) return row;
  throw new RangeError(`a missing row, or one of more than ${MAX_ROW_BYTES} bytes: the store is damaged`);
}

/** A chunk in the store, and the position of its last event. */
interface StoredChunk extends Encoded {
  readonly last: number;
}

function decodeChunk(stored: StoredChunk): EventChunk {
  return checkChunk(decode(checkBounds(stored)), stored.last);
}

function parseObject(json: string, what: string): object {
  const value: unknown = JSON.parse(json);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new RangeError(`${what} of a wrong form: the store is damaged`);
}

interface TrainingRow extends Omit<CompressedData, "hash"> {
  readonly name: string;
  readonly spec: string;
  readonly options: string | null;
  readonly hash: string | null;
  readonly last: number | null;
  readonly snapshotJson: string;
  readonly snapshotNumbers: Uint8Array;
}

/**
 * Opens a store for reading; another process may be writing it. Permission to read its files suffices. A run that has lost its
 * process is reported as `interrupted`, without an end time.
 *
 * @param path the file.
 * @throws RangeError if there is no store, or it has a different version; Error if it is not a database. The message is one line.
 */
export function readLog(path: string): OpenReader {
  const { database, checkUnchanged } = openReadableStore(path);
  const reader = createReader(database, `the store at ${path}`, "readLog", checkUnchanged);
  const markInterrupted = (record: RunRecord): RunRecord =>
    record.status === "running" && isLocked(path) === false ? { ...record, status: "interrupted" } : record;
  return { ...correctRecords(reader, markInterrupted), close: () => database.close() };
}

/** A reader whose records are corrected. */
export function correctRecords(reader: RunReader, correct: (record: RunRecord) => RunRecord): RunReader {
  const correctOne = (record: RunRecord | undefined) => record && correct(record);
  return {
    ...reader,
    run: (id) => correctOne(reader.run(id)),
    latest: () => correctOne(reader.latest()),
    runs: () => reader.runs().map(correct),
  };
}
