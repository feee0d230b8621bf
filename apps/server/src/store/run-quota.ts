/** Ends runs that store too much: a client's run beyond its quota, and the largest run of a store that is nearly full. */
import type { EventLog, RunRecord } from "@epochal/log";
import type { Limits } from "../limits.ts";
import type { RunRegistry } from "../runs/run-registry.ts";

export interface RunQuota {
  /** Is to be called with the record of a run whose events were just stored. */
  stored(record: RunRecord): void;
}

export interface RunQuotaContext {
  readonly log: Pick<EventLog, "runs">;
  readonly limits: Pick<Limits, "runBytes" | "storeBytes">;
  readonly registry: Pick<RunRegistry, "find" | "isClientRun">;
  /** Deletes what may be deleted. */
  readonly makeRoom: () => void;
}

/** All runs are summed up again after this part of `storeBytes`. */
const CHECKED_PART = 1 / 64;

export function createRunQuota({ log, limits, registry, makeRoom }: RunQuotaContext): RunQuota {
  const { runBytes, storeBytes } = limits;
  /** The bytes of each running run when it was last seen. */
  const seen = new Map<string, number>();
  let unchecked = 0;

  function stop({ id, bytes }: RunRecord, limit: string): void {
    registry.find(id)?.stopWithNotice?.(`stopped, because its events take ${megabytes(bytes)} in the store, ${limit}`);
  }

  function checkStore(): void {
    unchecked = 0;
    const records = log.runs();
    const running = records.filter(({ status }) => status === "running");
    for (const id of seen.keys()) if (!running.some((record) => record.id === id)) seen.delete(id);
    if (sumBytes(records) <= storeBytes) return;
    makeRoom();
    // Ended runs can be deleted; running runs may use half of the store.
    if (sumBytes(running) <= storeBytes / 2) return;
    const largest = running.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    stop(largest, `and all runs together have reached ${megabytes(storeBytes)}`);
  }

  return {
    stored(record) {
      const { id, bytes, status } = record;
      if (status !== "running") return;
      if (bytes > runBytes && registry.isClientRun(id)) stop(record, `of at most ${megabytes(runBytes)}`);
      unchecked += bytes - (seen.get(id) ?? 0);
      seen.set(id, bytes);
      if (unchecked > storeBytes * CHECKED_PART) checkStore();
    },
  };
}

function sumBytes(records: readonly RunRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}
