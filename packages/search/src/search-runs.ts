/** A search as an Observable of its trials' events. */
import { defaultIfEmpty, from as toObservable, Observable, Subscription, take, type ObservableInput } from "rxjs";
import { chooseTrials, type ChoiceOptions } from "./samplers/choose-trials.ts";
import { createScheduler, type Job } from "./scheduler/scheduler.ts";
import { rungEpochs, type RungOptions } from "./scheduler/rung-epochs.ts";
import type { SearchEvent } from "./search-event.ts";
import type { SearchSpace } from "./space/search-space.ts";
import { compareTrials, type TrialReport, type TrialResult, type TrialTask } from "./trials/trial.ts";

/**
 * Trains a trial from a state to the epochs of a rung. It emits one result; without one, the search begins no further task. Unsubscribing
 * cancels. The same task must give the same result.
 */
export type Objective<State> = (task: TrialTask<State>) => ObservableInput<TrialResult<State>>;

/** How to search. The trials of `first` are trained in full. */
export interface SearchOptions extends RungOptions, ChoiceOptions {
  /** Tasks at once. Default 1. */
  readonly jobs?: number;
  /**
   * Decisions do not use the results of the newest `lookahead` − 1 tasks, finished or not, so that the search has the same
   * trials and results for any number of `jobs` up to it. Default 8, or `jobs` if that is more.
   */
  readonly lookahead?: number;
  /** Whether bad trials are stopped early. Otherwise each is trained in full. Default true. */
  readonly isHalving?: boolean;
}

const DEFAULT_LOOKAHEAD = 8;

/**
 * Searches a space for the settings with the lowest loss. Every subscription searches anew; unsubscribing cancels. Events come as
 * they happen; `searchFinished` is the same for any number of `jobs` up to `lookahead`.
 *
 * @throws RangeError for an option out of its range.
 */
export function searchRuns<State>(
  space: SearchSpace,
  objective: Objective<State>,
  options: SearchOptions,
): Observable<SearchEvent<State>> {
  const { jobs = 1, isHalving = true, first = [] } = options;
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new RangeError(`searchRuns: expected jobs to be an integer ≥ 1, got ${jobs}`);
  const trials = chooseTrials(space, options);
  const rungs = isHalving ? rungEpochs(options) : [options.epochs];
  const { reductionFactor, lookahead = Math.max(jobs, DEFAULT_LOOKAHEAD) } = options;

  return new Observable((subscriber) => {
    const scheduler = createScheduler({
      trials: trials.length,
      rungs: rungs.length,
      inFull: first.map((_, i) => i),
      lookahead,
      ...(reductionFactor !== undefined && { reductionFactor }),
    });
    const reports: TrialReport<State>[] = [];
    const running = new Subscription();
    let active = 0;
    let isFilling = false;
    let isStopped = false;

    /** Starts tasks until all workers are busy. A task may end while it is started. */
    function fill(): void {
      if (isFilling) return;
      isFilling = true;
      while (active < jobs && !isStopped && !subscriber.closed) {
        const job = scheduler.next();
        if (job === "wait") break;
        if (job === "done") return finish(true);
        start(job);
      }
      isFilling = false;
      if (isStopped && active === 0) finish(false);
    }

    function start(job: Job): void {
      active += 1;
      const report = reports[job.trial];
      const task: TrialTask<State> = {
        trial: job.trial + 1,
        settings: trials[job.trial]!,
        rung: job.rung,
        epochs: rungs[job.rung]!,
        ...(report?.state !== undefined && { from: report.state }),
      };
      subscriber.next({ type: "trialStarted", ...task });
      const result$ = report?.isEnded ? [report] : objective(task);
      running.add(
        toObservable(result$)
          .pipe(take(1), defaultIfEmpty(undefined))
          .subscribe({
            next: (result) => end(job, task, result),
            error: (error: unknown) => subscriber.error(error),
          }),
      );
    }

    function end(job: Job, { settings }: TrialTask<State>, result: TrialResult<State> | undefined): void {
      active -= 1;
      if (result) {
        const { loss: reached, epoch, isEnded, state } = result;
        const loss = Math.min(reports[job.trial]?.loss ?? Infinity, Number.isNaN(reached) ? Infinity : reached);
        const { trial, rung } = { trial: job.trial + 1, rung: job.rung };
        const report = { trial, settings, rung, loss, epoch, isEnded, ...(state !== undefined && { state }) };
        reports[job.trial] = report;
        scheduler.report(job, loss);
        subscriber.next({ type: "trialReported", ...report, best: best().trial });
      } else isStopped = true;
      fill();
    }

    function best(): TrialReport<State> {
      return reports.reduce((a, b) => (compareTrials(b, a) < 0 ? b : a));
    }

    function finish(isComplete: boolean): void {
      const ranked = reports.filter(() => true).toSorted(compareTrials);
      subscriber.next({ type: "searchFinished", trials: ranked, isComplete });
      subscriber.complete();
    }

    fill();
    return running;
  });
}
