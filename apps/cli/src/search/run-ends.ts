/** Waits until queued runs have ended. Workers train them. If a worker dies, another worker continues its run as a new run. */
import type { RunRecord, SharedLog } from "@epochal/log";

export interface RunEnds {
  /** Whether it has been stopped. */
  readonly isStopped: boolean;
  /** The last of the runs that continue a run one after another, as its workers die. */
  readonly lastOf: (run: string) => RunRecord | undefined;
  /** Resolves when a run or one that continues it has ended; to undefined if `stop` was called before. */
  readonly ended: (run: string) => Promise<RunRecord | undefined>;
  /** Ends the waiting, and cancels the runs that no worker has begun. The others end, and are found by the next search. */
  readonly stop: () => void;
}

export function createRunEnds(log: Pick<SharedLog, "run" | "runs" | "cancelRun" | "watch">): RunEnds {
  /** For each waiting caller: a function that checks whether the run has ended, and the id of the run. */
  const waiting = new Map<() => void, string>();
  let isStopped = false;

  function checkAll(): void {
    for (const check of waiting.keys()) check();
  }
  log.watch((_run, change) => change === "status" && checkAll());

  function lastOf(run: string): RunRecord | undefined {
    let last = log.run(run);
    while (last?.status === "interrupted") {
      const { id: before } = last;
      const next = log.runs().find(({ resumes }) => resumes === before);
      if (!next) break;
      last = next;
    }
    return last;
  }

  return {
    get isStopped() {
      return isStopped;
    },
    lastOf,
    ended: (run) =>
      new Promise((resolve) => {
        function check(): void {
          const last = lastOf(run);
          const isUnended = last !== undefined && isActive(last);
          if (isUnended && !isStopped) return;
          waiting.delete(check);
          resolve(isUnended ? undefined : last);
        }
        waiting.set(check, run);
        check();
      }),
    stop() {
      isStopped = true;
      // A signal cannot wait; a run that is not cancelled is trained, and found by the next search.
      for (const run of waiting.values()) void log.cancelRun(run).catch(() => {});
      checkAll();
    },
  };
}

/** Whether a run may still come to its end. */
export function isActive({ status, failure }: RunRecord): boolean {
  return status === "queued" || status === "running" || (status === "interrupted" && failure === undefined);
}
