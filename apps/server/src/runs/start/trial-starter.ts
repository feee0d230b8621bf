/** Checks a training by starting it in a worker up to its first event, so that an invalid one is refused before it is queued. */
import { startRun, type Clock, type Run, type RunOptions } from "@epochal/stream";
import { SHUTTING_DOWN } from "../refusal.ts";
import type { ResolvedTraining } from "./resolve-training.ts";

export interface TrialStarter {
  /**
   * Resolves to a run that has started, which the caller has to keep or dispose of, or to what is wrong with the training. The run is held:
   * until it is stored, its older epochs would be thinned if it trained on.
   */
  start(training: Pick<ResolvedTraining, "spec" | "data">, options: RunOptions): Promise<Run | string>;
  /** Gives up the trial starts, and refuses further ones. */
  close(): void;
}

/** @param timeoutMs the time in which a training has to start. */
export function createTrialStarter(clock: Clock, timeoutMs: number): TrialStarter {
  const running = new Set<(reason: string) => void>();
  let isClosed = false;

  function start({ spec, data }: Pick<ResolvedTraining, "spec" | "data">, options: RunOptions): Promise<Run | string> {
    if (isClosed) return Promise.resolve(SHUTTING_DOWN);
    return new Promise((resolve) => {
      const run = startRun(spec, data, { worker: true, ...options });
      const abort = (reason: string) => {
        run.dispose();
        end(reason);
      };
      const cancelTimeout = clock.schedule(() => {
        abort(`the training did not start within ${timeoutMs / 1000} s; send fewer rows or a smaller network`);
      }, timeoutMs);
      running.add(abort);
      const subscription = run.chunks$.subscribe({
        next() {
          // Later, because the first event may arrive while `subscription` is not assigned yet.
          queueMicrotask(() => subscription.unsubscribe());
          run.hold?.(true);
          end(run);
        },
        error: (error: unknown) => end(describeError(error, options.workerHeapBytes)),
      });

      function end(outcome: Run | string): void {
        cancelTimeout();
        running.delete(abort);
        resolve(outcome);
      }
    });
  }

  return {
    start,
    close() {
      isClosed = true;
      for (const abort of running) abort(SHUTTING_DOWN);
    },
  };
}

/** Errors of core name their place. An error of the engine, as for a spec with missing parts, does not say what is wrong. */
function describeError(error: unknown, heapBytes = Infinity): string {
  if ((error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY") {
    return `the training needs more than ${Math.round(heapBytes / 1e6)} MB for its objects; send a smaller network`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return /^[\w.]+: ./.test(message) ? message : `invalid spec: ${message}`;
}
