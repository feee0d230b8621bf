/** The states of a run in the catalogue: created, queued, running, cancelled. */
import type { KeyRecord, NewRunWithData, RunRecord, SharedLog } from "@epochal/log";
import { checkId, compressData, isId } from "@epochal/log/engine";
import type { Appender } from "./appender.ts";
import type { Catalogue } from "./catalogue.ts";
import { isTransient, isWrongSequence } from "../connection/failures.ts";
import type { Keys } from "./keys.ts";
import type { Objects } from "../messages/object-store.ts";
import { trainingObject } from "../messages/read-run.ts";
import type { Resources } from "../connection/resources.ts";
import { decodeEntry, type RunEntry } from "./run-state.ts";
import { toToken } from "../messages/tokens.ts";

export interface RunOperationsContext {
  readonly runs: Resources["runs"];
  readonly catalogue: Catalogue;
  readonly appender: Appender;
  readonly objects: Objects;
  readonly keys: Keys;
  readonly writer: string;
  readonly now: () => number;
  readonly identity: () => string;
}

/** A training that is larger as JSON is an object. */
const MAX_TRAINING_CHARACTERS = 128 * 1024;
const RETRY_MS = 250;

export function createRunOperations(
  context: RunOperationsContext,
): Pick<SharedLog, "createRun" | "beginRun" | "cancelRun" | "failRun" | "refresh"> {
  const { runs, catalogue, appender, objects, keys, writer, now, identity } = context;

  /** The entry as it is stored now. */
  async function current(id: string): Promise<{ readonly entry: RunEntry; readonly revision: number } | undefined> {
    const stored = await runs.get(toToken(id));
    if (!stored || stored.operation !== "PUT") return undefined;
    const known = { entry: decodeEntry(id, stored.string()), revision: stored.revision };
    catalogue.setEntry(known.entry, known.revision);
    return known;
  }

  async function entryOf({
    id,
    name,
    spec,
    parent,
    isQueued = false,
    isForWorkers,
    options,
    started = now(),
    tags = [],
    notes,
  }: NewRunWithData): Promise<RunEntry> {
    const log = identity();
    const training = JSON.stringify({ spec, options });
    const isLarge = training.length > MAX_TRAINING_CHARACTERS;
    if (isLarge) await objects.put(trainingObject(log), new TextEncoder().encode(training));
    const resumes = parent !== undefined && (options as { readonly resumes?: unknown } | undefined)?.resumes === true;
    return {
      id,
      log,
      name,
      ...(parent !== undefined && { parent }),
      ...(resumes && { resumes: parent }),
      ...(isForWorkers && { isForWorkers }),
      epochs: spec.epochs,
      ...(tags.length > 0 && { tags }),
      ...(notes && { notes }),
      started,
      state: isQueued ? "queued" : "running",
      writer,
      ...(!isLarge && { training }),
    };
  }

  async function create({ data, ...run }: NewRunWithData): Promise<RunRecord> {
    const { id } = run;
    const rows = data && (await compressData(data));
    if (rows) await objects.putRows(rows);
    const entry: RunEntry = { ...(await entryOf(run)), ...(rows && { data: rows.hash }) };
    try {
      catalogue.setEntry(entry, await runs.create(toToken(id), JSON.stringify(entry)));
    } catch (error) {
      if (!isWrongSequence(error)) throw error;
      throw new RangeError(`log.createRun: expected a new id, got "${id}", which exists already`, { cause: error });
    }
    // The last other run with these rows may have been deleted meanwhile, and they with it.
    if (rows) await objects.putRows(rows);
    if (entry.state === "running") appender.begin(entry);
    return catalogue.record(id)!;
  }

  /** The key is stored first, and marked as pending until the run exists: a request starts at most one run. */
  async function createWithKey(run: NewRunWithData, key: KeyRecord): Promise<RunRecord> {
    const earlier = await keys.claim(key, "log.createRun", writer);
    if (earlier)
      throw new RangeError(`log.createRun: expected a new key, got "${key.key}", which started "${earlier.reply}"`);
    try {
      const record = await create(run);
      await keys.complete(key);
      return record;
    } catch (error) {
      // The run may be stored although the reply was lost.
      void settleKey(run.id, key).catch(() => {
        // The lease of this process expires, and the key with it.
      });
      throw error;
    }
  }

  /** The key is kept if the run exists, and otherwise free again. Repeated until the server says which. */
  async function settleKey(id: string, key: KeyRecord): Promise<void> {
    for (;;) {
      try {
        const isStored = (await current(id)) !== undefined;
        await (isStored ? keys.complete(key) : keys.release(key));
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  return {
    refresh: async (id) => void (isId(id) && (await current(id))),

    async failRun(id, failure) {
      const known = catalogue.entry(id);
      const isInterrupted = catalogue.record(id)?.status === "interrupted";
      if (known && isInterrupted) await appender.fail(known.entry, catalogue.head(id), failure);
    },

    async createRun({ key, ...run }) {
      checkId("log.createRun", run.id, "an id");
      return key ? createWithKey(run, key) : create(run);
    },

    async beginRun(id) {
      for (;;) {
        const stored = await current(id);
        if (stored?.entry.state !== "queued") {
          const state = stored ? `is ${catalogue.record(id)?.status ?? stored.entry.state}` : "does not exist";
          throw new RangeError(`log.beginRun: expected a queued run, got "${id}", which ${state}`);
        }
        const entry: RunEntry = { ...stored.entry, state: "running", started: now(), writer };
        try {
          catalogue.setEntry(entry, await runs.update(toToken(id), JSON.stringify(entry), stored.revision));
          appender.begin(entry);
          return catalogue.record(id)!;
        } catch (error) {
          // Another process has begun or cancelled it meanwhile.
          if (!isWrongSequence(error)) throw error;
        }
      }
    },

    async cancelRun(id, key) {
      for (;;) {
        const stored = await current(id);
        if (stored?.entry.state !== "queued") return catalogue.record(id);
        const order = stored.entry.order ?? stored.revision;
        const entry: RunEntry = { ...stored.entry, state: "cancelled", ended: now(), order, writer };
        try {
          catalogue.setEntry(entry, await runs.update(toToken(id), JSON.stringify(entry), stored.revision));
          if (key) await keys.claim(key, "log.cancelRun");
          return catalogue.record(id);
        } catch (error) {
          if (!isWrongSequence(error)) throw error;
        }
      }
    },
  };
}
