/** Whether a training makes sense: it is begun in a thread of its own, as it would be in earnest, up to its first event. */
import { startRun, type Clock, type Run, type RunOptions } from "@epochal/stream";
import type { ResolvedTraining } from "./resolve-training.ts";

export interface TrialStarter {
  /** Resolves to a run that has begun, for whoever goes on with it or disposes of it; or to what is wrong. One at a time. */
  start(training: ResolvedTraining, options: RunOptions): Promise<Run | string>;
  /** Nothing is tried any more, and what is being tried is given up. */
  close(): void;
}

/** @param mostMs within which a training must have begun; others wait for it meanwhile. */
export function createTrialStarter(clock: Clock, mostMs: number): TrialStarter {
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  let giveUp = () => {};

  function tryNow({ spec, data }: ResolvedTraining, options: RunOptions): Promise<Run | string> {
    if (isClosed) return Promise.resolve(GOING_AWAY);
    return new Promise((resolve) => {
      const run = startRun(spec, data, { worker: true, ...options });
      const giveUpBecause = (why: string) => {
        run.dispose();
        end(why);
      };
      const callOff = clock.schedule(() => {
        const words = `expected a training that begins within ${mostMs / 1000} s, got one that did not: take less`;
        giveUpBecause(words);
      }, mostMs);
      giveUp = () => giveUpBecause(GOING_AWAY);
      const trial = run.chunks$.subscribe({
        next() {
          // Not in the same breath: the subscription must exist before it can be ended.
          queueMicrotask(() => trial.unsubscribe());
          end(run);
        },
        error: (error: unknown) => end(complaint(error)),
      });

      function end(outcome: Run | string): void {
        callOff();
        giveUp = () => {};
        resolve(outcome);
      }
    });
  }

  return {
    start(training, options) {
      const outcome = last.then(() => tryNow(training, options));
      last = outcome;
      return outcome;
    },
    close() {
      isClosed = true;
      giveUp();
    },
  };
}

const GOING_AWAY = "expected a server that stays, got one that is going away";

/** Core says what is wrong in one line; what a spec that is none makes of it does not. */
function complaint(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[\w.]+: .*expected .*\bgot\b/s.test(message)
    ? message
    : `expected a spec that makes sense, got one that fails: ${message}`;
}
