/**
 * A log in its own thread, so that the event loop of a server never waits for a disk. Appends that arrive together are stored
 * in one commit. The catalogue is cached in this thread, as it is stored.
 */
import type { EventLog } from "../event-log.ts";
import type { LogOptions } from "../run-log.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { createByteBudget } from "./byte-budget.ts";
import { startLogWorker } from "./log-worker-host.ts";
import { sizeOfChunks } from "./size-of-chunks.ts";

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
export async function startLogThread(path: string, options: LogThreadOptions = {}): Promise<EventLog> {
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
    async interrupt(run, ended) {
      await budget.acquire(0);
      const record = await request("interrupt", run, ended);
      if (record) remember(record);
    },
    read: (run, after, limit = 64) => request("read", run, after, limit),
    run: (id) => records.get(id),
    latest: () => runs().find(({ status }) => status !== "queued" && status !== "cancelled"),
    runs,
    training: (run) => request("training", run),
    applyRetention: (retention) => request("applyRetention", retention),
    async transaction(work) {
      checkOpen();
      const before = new Map(records);
      await request("beginTransaction");
      try {
        const result = await work();
        await request("commitTransaction");
        return result;
      } catch (error) {
        // If this fails, closing the store does it.
        await request("rollBackTransaction").catch(() => {});
        records.clear();
        for (const record of before.values()) remember(record);
        throw error;
      }
    },
    watch: () => () => {},
    get pendingBytes() {
      return budget.used;
    },
    close: () => (closing ??= close()),
  };
}
