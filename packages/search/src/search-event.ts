/** The events of a search, in the past tense. */
import type { TrialReport, TrialTask } from "./trials/trial.ts";

/** A trial has begun to train, from the start or from its last pause. */
export interface TrialStartedEvent<State> extends TrialTask<State> {
  readonly type: "trialStarted";
}

/** A trial has reached its rung, or ended before. */
export interface TrialReportedEvent<State> extends TrialReport<State> {
  readonly type: "trialReported";
  /** Number of the best trial so far. */
  readonly best: number;
}

/** Always the last event. */
export interface SearchFinishedEvent<State> {
  readonly type: "searchFinished";
  /** All trials with a result, best first. */
  readonly trials: readonly TrialReport<State>[];
  /** Whether all trials were made; false if a task ended without a result. */
  readonly isComplete: boolean;
}

/** Something that has happened in a search. */
export type SearchEvent<State> = TrialStartedEvent<State> | TrialReportedEvent<State> | SearchFinishedEvent<State>;
