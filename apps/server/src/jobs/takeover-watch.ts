/** Interrupted runs that a worker is about to continue: their clients wait for it, and learn then which run continues theirs. */
import type { EventLog, JobQueue } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import type { Hub } from "../hub.ts";
import { firstOfChain } from "./run-chain.ts";

export interface TakeoverWatch {
  /** A run was interrupted. */
  add(run: string): void;
  close(): void;
}

export interface TakeoverWatchContext {
  readonly hub: Pick<Hub, "setResuming" | "successorOf">;
  readonly log: Pick<EventLog, "run" | "runs">;
  readonly jobs: Pick<JobQueue, "runs">;
  readonly clock: Clock;
}

/** A worker may find that it cannot continue the run. */
const CHECK_MS = 1000;

export function createTakeoverWatch({ hub, log, jobs, clock }: TakeoverWatchContext): TakeoverWatch {
  const waiting = new Set<string>();
  let isClosed = false;
  let isChecking = false;

  async function check(): Promise<void> {
    isChecking = true;
    // While the server of the queue is away, the clients wait.
    const queued = await jobs.runs().catch(() => undefined);
    isChecking = false;
    if (isClosed) return;
    for (const run of waiting) {
      const isContinued = hub.successorOf(run) !== undefined;
      if (!isContinued && queued?.has(firstOfChain(log, run)) !== false) continue;
      waiting.delete(run);
      hub.setResuming(run, false);
    }
    if (waiting.size > 0) checkLater();
  }

  let cancelNext = () => {};
  function checkLater(): void {
    cancelNext();
    cancelNext = clock.schedule(() => void check(), CHECK_MS);
  }

  function add(run: string): void {
    if (hub.successorOf(run) !== undefined) return;
    waiting.add(run);
    hub.setResuming(run, true);
    if (!isChecking) void check();
  }

  for (const { id, status } of log.runs()) if (status === "interrupted") add(id);
  return {
    add,
    close() {
      isClosed = true;
      cancelNext();
    },
  };
}
