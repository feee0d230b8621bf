/** Checks a training by starting it in a worker up to its first event, so that an invalid one is refused before it is queued. */
import { startRun, type Clock, type Run, type RunOptions } from "@epochal/stream";
import type { ResolvedTraining } from "./resolve-training.ts";

export interface TrialStarter {
  /**
   * Resolves to a run that has started, which the caller has to keep or dispose of, or to what is wrong with the training. Trial
   * starts run one after another, and clients take turns: the slow starts of one client delay another client by at most one of them.
   *
   * @param client identifies the client.
   */
  start(client: unknown, training: ResolvedTraining, options: RunOptions): Promise<Run | string>;
  /** Gives up the current trial start, and refuses further ones. */
  close(): void;
}

/** @param timeoutMs the time in which a training has to start. */
export function createTrialStarter(clock: Clock, timeoutMs: number): TrialStarter {
  /** The trial starts that wait, and the current one, by client; the client at the front is next. */
  const waiting = new Map<unknown, (() => Promise<void>)[]>();
  let isBusy = false;
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
        error: (error: unknown) => end(describeError(error, options.workerHeapBytes)),
      });

      function end(outcome: Run | string): void {
        cancelTimeout();
        giveUp = () => {};
        resolve(outcome);
      }
    });
  }

  async function runAll(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let [next] = waiting; next; [next] = waiting) {
      const [client, trials] = next;
      await trials[0]!();
      trials.shift();
      // To the back: behind the clients that came during this trial start.
      waiting.delete(client);
      if (trials.length > 0) waiting.set(client, trials);
    }
    isBusy = false;
  }

  return {
    start(client, training, options) {
      return new Promise((resolve) => {
        const trial = async () => resolve(await startNow(training, options));
        const trials = waiting.get(client);
        if (trials) trials.push(trial);
        else waiting.set(client, [trial]);
        void runAll();
      });
    },
    close() {
      isClosed = true;
      giveUp();
    },
  };
}

export const SHUTTING_DOWN = "the server is shutting down";

/** Errors of core name their place. An error of the engine, as for a spec with missing parts, does not say what is wrong. */
function describeError(error: unknown, heapBytes = Infinity): string {
  if ((error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY") {
    return `the training needs more than ${Math.round(heapBytes / 1e6)} MB for its objects; send a smaller network`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return /^[\w.]+: ./.test(message) ? message : `invalid spec: ${message}`;
}
