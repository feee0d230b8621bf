/** The stored runs, with what only this process knows about them: places in the queue, failures, and which are about to be resumed. */
import type { FailureKind, EventLog, RunRecord, RunStatus } from "@epochal/log";
import type { RunQueue } from "./run-queue.ts";

export interface RunState {
  readonly status: RunStatus;
  /** The position of the newest stored event. */
  readonly head: number;
  /** Why the run was interrupted, if that happened in this process or is stored. */
  readonly failure?: Exclude<FailureKind, "storeRefused">;
  /** Whether an interrupted run is about to be resumed. */
  readonly isResuming?: boolean;
  /** The place of a queued run; 1 is the next. */
  readonly place?: number;
}

export interface RunCatalogue {
  /** A run by its id, or the newest run for `latest`. */
  find(id: string): RunRecord | undefined;
  /** All runs, newest first; queued runs with their place. */
  runs(): (RunRecord & { readonly place?: number })[];
  /** The state of a run that is not running. */
  state(run: string): RunState | undefined;
  setFailed(run: string, state: RunState): void;
  /** Sets whether an interrupted run is about to be resumed. Returns whether that is a change. */
  setResuming(run: string, isResuming: boolean): boolean;
}

export function createRunCatalogue(log: EventLog, queue: RunQueue): RunCatalogue {
  /** A store that cannot be written may still list these runs as running. */
  const failed = new Map<string, RunState>();
  const resuming = new Set<string>();

  function corrected(record: RunRecord): RunRecord {
    return record.status === "running" && failed.has(record.id) ? { ...record, status: "interrupted" } : record;
  }

  return {
    find(id) {
      const record = id === "latest" ? log.latest() : log.run(id);
      return record && corrected(record);
    },
    runs: () =>
      log.runs().map((record) => {
        const place = queue.positionOf(record.id);
        return place === undefined ? corrected(record) : { ...record, place };
      }),
    state(run) {
      const record = log.run(run);
      if (!record) return undefined;
      const { status, head } = record;
      const place = status === "queued" ? queue.positionOf(run) : undefined;
      if (place !== undefined) return { status, head, place };
      const stored = { status, head, ...(record.failure !== undefined && { failure: "runFailed" as const }) };
      return { ...(failed.get(run) ?? stored), ...(resuming.has(run) && { isResuming: true }) };
    },
    setFailed: (run, state) => void failed.set(run, state),
    setResuming(run, isResuming) {
      const wasResuming = resuming.delete(run);
      if (isResuming) resuming.add(run);
      return wasResuming !== isResuming;
    },
  };
}
