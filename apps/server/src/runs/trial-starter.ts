/** Checks a training by starting it in a worker up to its first event, so that an invalid one is refused before it is queued. */
import { startRun, type Clock, type Run, type RunOptions } from "@epochal/stream";
import type { ResolvedTraining } from "./resolve-training.ts";

export interface TrialStarter {
  /**
   * Resolves to a run that has started, which the caller has to keep or dispose of, or to what is wrong with the training. Trial
   * starts run one after another.
   */
  start(training: ResolvedTraining, options: RunOptions): Promise<Run | string>;
  /** Gives up the current trial start, and refuses further ones. */
  close(): void;
}

/** @param timeoutMs the time in which a training has to start. */
export function createTrialStarter(clock: Clock, timeoutMs: number): TrialStarter {
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  let giveUp = () => {};

  function startNow({ spec, data }: ResolvedTraining, options: RunOptions): Promise<Run | string> {
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
      giveUp = () => abort(SHUTTING_DOWN);
      const subscription = run.chunks$.subscribe({
        next() {
          // Later, because the first event may arrive while `subscription` is not assigned yet.
          queueMicrotask(() => subscription.unsubscribe());
          end(run);
        },
        error: (error: unknown) => end(describeError(error)),
      });

      function end(outcome: Run | string): void {
        cancelTimeout();
        giveUp = () => {};
        resolve(outcome);
      }
    });
  }

  return {
    start(training, options) {
      const outcome = last.then(() => startNow(training, options));
      last = outcome;
      return outcome;
    },
    close() {
      isClosed = true;
      giveUp();
    },
  };
}

export const SHUTTING_DOWN = "the server is shutting down";

/** Errors of core name their place. An error of the engine, as for a spec with missing parts, does not say what is wrong. */
function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[\w.]+: ./.test(message) ? message : `invalid spec: ${message}`;
}
