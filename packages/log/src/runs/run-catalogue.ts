/** The catalogue of runs in a store: the rows of `runs`, the data they train on, and the rows that are deleted with them. */
import type { StartedEvent } from "@epochal/stream/events";
import type { DatabaseSync } from "node:sqlite";
import type { CompressedData } from "../store/training-data.ts";
import type { KeyRecord } from "./keys.ts";

/** A run to add to the catalogue. */
export interface NewRun extends Pick<RunDescription, "tags" | "notes"> {
  /** The id by which clients name it. */
  readonly id: string;
  /** A name for people, such as the file it trains on. */
  readonly name: string;
  /** The whole training. */
  readonly spec: StartedEvent["spec"];
  /** The run from whose state it starts: an interrupted run that it resumes, or a run that it branches from. */
  readonly parent?: string;
  /** Its rows from `compressData`; needed to resume the run in another process. */
  readonly data?: CompressedData;
  /** When it began, in milliseconds since 1970, if it is the copy of a run. Default: now. */
  readonly started?: number;
  /** Whether it waits for `beginRun`; otherwise it begins immediately. Default false. */
  readonly isQueued?: boolean;
  /** Whether a queued run is for the workers of a log that processes share. Default false. */
  readonly isForWorkers?: boolean;
  /** Plain data for the code that starts the run. `resumes: true`: it resumes its parent, instead of branching from it. */
  readonly options?: object;
  /** The idempotency key of the request, stored in the same commit. */
  readonly key?: KeyRecord;
}

export type RunCatalogue = ReturnType<typeof createRunCatalogue>;

const INTERRUPT = "UPDATE runs SET status = 'interrupted', ended = ? WHERE status = 'running'";

/** What people say about a run. Absent fields stay as they are. */
export interface RunDescription {
  /** A name for people. */
  readonly name?: string;
  /** Words by which people find it; they replace the earlier ones. */
  readonly tags?: readonly string[];
  /** A text; an empty one deletes the earlier one. */
  readonly notes?: string;
}

/** The functions run inside the caller's transaction. */
export function createRunCatalogue(database: DatabaseSync) {
  const insertRun = database.prepare(
    `INSERT INTO runs (id, log, name, parent, spec, data, options, status, started, head, epoch, epochs, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0)`,
  );
  const insertData = database.prepare("INSERT OR IGNORE INTO data (hash, json, numbers) VALUES (?, ?, ?)");
  const selectNumber = database.prepare("SELECT number FROM runs WHERE id = ?");
  const setRunning = database.prepare(
    `UPDATE runs SET status = 'running', started = ?, number = (SELECT max(number) + 1 FROM runs)
     WHERE id = ? AND status = 'queued'`,
  );
  const setCancelled = database.prepare(
    "UPDATE runs SET status = 'cancelled', ended = ? WHERE id = ? AND status = 'queued'",
  );
  const interruptRuns = database.prepare(INTERRUPT);
  const interruptRun = database.prepare(`${INTERRUPT} AND id = ?`);
  const deleteChunks = database.prepare("DELETE FROM chunks WHERE run = (SELECT number FROM runs WHERE id = ?)");
  const deleteRun = database.prepare("DELETE FROM runs WHERE id = ?");
  const deleteData = database.prepare("DELETE FROM data WHERE NOT EXISTS (SELECT 1 FROM runs WHERE data = hash)");

  const setName = database.prepare("UPDATE runs SET name = ? WHERE id = ?");
  const setText = (column: "tags" | "notes") => database.prepare(`UPDATE runs SET ${column} = ? WHERE id = ?`);

  /** Changes what people say about a run. */
  function describe(id: string, { name, tags, notes }: RunDescription): void {
    if (name !== undefined) setName.run(name, id);
    if (tags !== undefined) setText("tags").run(tags.length > 0 ? JSON.stringify(tags) : null, id);
    if (notes !== undefined) setText("notes").run(notes || null, id);
  }

  return {
    /** Adds a run with the identity `log`; returns its number. */
    insert(run: Omit<NewRun, "key">, log: string, now: number): number {
      const { id, name, spec, parent = null, data, isQueued = false, options, started = now, tags = [], notes } = run;
      if (data) insertData.run(data.hash, data.json, data.numbers);
      const optionsJson = options === undefined ? null : JSON.stringify(options);
      const status = isQueued ? "queued" : "running";
      const values = [id, log, name, parent, JSON.stringify(spec), data?.hash ?? null, optionsJson, status] as const;
      const number = Number(insertRun.run(...values, started, spec.epochs).lastInsertRowid);
      if (tags.length > 0 || notes !== undefined) describe(id, { tags, ...(notes !== undefined && { notes }) });
      return number;
    },
    /** Makes a queued run the newest running one; returns its number, or undefined if it is not queued. */
    begin(id: string, now: number): number | undefined {
      if (setRunning.run(now, id).changes === 0) return undefined;
      return Number(selectNumber.get(id)!["number"]);
    },
    /** Cancels a queued run; returns whether it was queued. */
    cancel: (id: string, now: number): boolean => setCancelled.run(now, id).changes > 0,
    /** Marks a running run, by default all of them, as interrupted. */
    interrupt(now: number, id?: string): void {
      if (id === undefined) interruptRuns.run(now);
      else interruptRun.run(now, id);
    },
    describe,
    /** Deletes a run and its events. */
    delete(id: string): void {
      deleteChunks.run(id);
      deleteRun.run(id);
    },
    /** Deletes data that no run uses. */
    deleteUnusedData: (): void => void deleteData.run(),
  };
}
