/** The states of a run in the catalogue: created, queued, running, cancelled. */
import type { KeyRecord, NewRunWithData, RunRecord, SharedLog } from "@epochal/log";
import { checkId, compressData, isId } from "@epochal/log/engine";
import { isWrongSequence, untilAvailable } from "../connection/failures.ts";
import { toToken } from "../messages/tokens.ts";
import type { Appender } from "./appender.ts";
import type { Keys } from "./keys.ts";
import type { RunEntry } from "./run-state.ts";
import { changeQueued, currentEntry, newEntry, type EntriesContext } from "./stored-entries.ts";

export interface RunOperationsContext extends EntriesContext {
  readonly appender: Appender;
  readonly keys: Keys;
}

export function createRunOperations(
  context: RunOperationsContext,
): Pick<SharedLog, "createRun" | "beginRun" | "cancelRun" | "failRun" | "refresh"> {
  const { catalogue, appender, keys, now } = context;
  return {
    refresh: async (id) => void (isId(id) && (await currentEntry(context, id))),

    async failRun(id, failure) {
      const known = catalogue.entry(id);
      const isInterrupted = catalogue.record(id)?.status === "interrupted";
      if (known && isInterrupted) await appender.fail(known.entry, catalogue.head(id), failure);
    },

    async createRun({ key, ...run }) {
      checkId("log.createRun", run.id, "an id");
      return key ? createWithKey(context, run, key) : create(context, run);
    },

    async beginRun(id) {
      const entry = await changeQueued(context, id, () => ({ state: "running", started: now() }));
      const record = catalogue.record(id);
      if (!entry) {
        const state = record ? `is ${record.status}` : "does not exist";
        throw new RangeError(`log.beginRun: expected a queued run, got "${id}", which ${state}`);
      }
      appender.begin(entry);
      return record!;
    },

    async cancelRun(id, key) {
      const isCancelled = await changeQueued(context, id, ({ entry: { order }, revision }) => ({
        state: "cancelled",
        ended: now(),
        order: order ?? revision,
      }));
      if (isCancelled && key) await keys.claim(key, "log.cancelRun");
      return catalogue.record(id);
    },
  };
}

async function create(context: RunOperationsContext, { data, ...run }: NewRunWithData): Promise<RunRecord> {
  const { runs, catalogue, appender, objects } = context;
  const { id } = run;
  const rows = data && (await compressData(data));
  if (rows) await objects.putRows(rows);
  const entry: RunEntry = { ...(await newEntry(context, run)), ...(rows && { data: rows.hash }) };
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
async function createWithKey(context: RunOperationsContext, run: NewRunWithData, key: KeyRecord): Promise<RunRecord> {
  const { keys, writer } = context;
  const earlier = await keys.claim(key, "log.createRun", writer);
  if (earlier)
    throw new RangeError(`log.createRun: expected a new key, got "${key.key}", which started "${earlier.reply}"`);
  try {
    const record = await create(context, run);
    await keys.complete(key);
    return record;
  } catch (error) {
    // The run may be stored although the reply was lost.
    void settleKey(context, run.id, key).catch(() => {
      // The lease of this process expires, and the key with it.
    });
    throw error;
  }
}

/** The key is kept if the run exists, and otherwise free again. Repeated until the server says which. */
function settleKey(context: RunOperationsContext, id: string, key: KeyRecord): Promise<void> {
  const { keys } = context;
  return untilAvailable(async () => {
    const isStored = (await currentEntry(context, id)) !== undefined;
    await (isStored ? keys.complete(key) : keys.release(key));
  });
}
