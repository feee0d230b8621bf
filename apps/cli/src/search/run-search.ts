/** Runs a search in this process: shows its progress, and stops it at a signal or when its time is up. */
import {
  searchRuns,
  type SearchEvent,
  type SearchFinishedEvent,
  type SearchOptions,
  type SearchSpace,
} from "@epochal/search";
import { lastValueFrom, Subject, takeUntil, tap } from "rxjs";
import type { ExitSignal } from "../exit-codes.ts";
import { logNote, type Terminal } from "../terminal.ts";
import { trialLine } from "./search-lines.ts";
import type { TrialRuns, TrialState } from "./trial-runs.ts";

export interface SearchEnd {
  /** Undefined if it was cancelled before a trial had a result. */
  readonly finished?: SearchFinishedEvent<TrialState>;
  readonly interruptedBy?: ExitSignal;
}

export interface RunSearchOptions extends SearchOptions {
  readonly trials: number;
  /** In seconds. */
  readonly maxTime?: number | undefined;
  /** Receives each event, for programs, or to draw a picture. Default: lines for people. */
  readonly onEvent?: ((event: SearchEvent<TrialState>) => void) | undefined;
  /** The name of the store, for messages. */
  readonly store?: string | undefined;
}

/** The first signal stops the running trials and keeps the results so far; a second one leaves at once. */
export async function runSearch(
  space: SearchSpace,
  runs: TrialRuns,
  options: RunSearchOptions,
  terminal: Terminal,
): Promise<SearchEnd> {
  const { trials, epochs, maxTime, store } = options;
  let interruptedBy: ExitSignal | undefined;
  let finished: SearchFinishedEvent<TrialState> | undefined;
  const losses = new Map<number, number>();
  let storedParts = 0;
  let isStoreNamed = false;
  const forceQuit$ = new Subject<void>();
  const stopListening = terminal.onSignal((signal, isForced) => {
    interruptedBy ??= signal;
    runs.stop();
    if (isForced) forceQuit$.next();
  });
  const timer =
    maxTime === undefined
      ? undefined
      : setTimeout(() => {
          logNote(terminal, `the time is up: stopped after ${maxTime} s`);
          runs.stop();
        }, maxTime * 1000);

  /** Parts that the store had are counted, not listed. */
  function logProgress(event: SearchEvent<TrialState>): void {
    if (event.type === "trialStarted") return;
    if (event.type === "trialReported") losses.set(event.trial, event.loss);
    if (event.type === "trialReported" && event.state?.isFromStore) {
      storedParts += 1;
      return;
    }
    if (storedParts > 0 && !isStoreNamed) {
      isStoreNamed = true;
      logNote(
        terminal,
        `${store}: has ${storedParts} ${storedParts === 1 ? "part of these trials, which is" : "parts of these trials, which are"} not trained again`,
      );
    }
    if (event.type === "trialReported") logNote(terminal, trialLine(event, trials, epochs, losses.get(event.best)!));
  }

  try {
    await lastValueFrom(
      searchRuns(space, runs.objective, options).pipe(
        takeUntil(forceQuit$),
        tap((event) => {
          if (event.type === "searchFinished") finished = event;
          if (options.onEvent) options.onEvent(event);
          else logProgress(event);
        }),
      ),
      { defaultValue: undefined },
    );
  } finally {
    clearTimeout(timer);
    stopListening();
  }
  return { ...(finished && { finished }), ...(interruptedBy && { interruptedBy }) };
}
