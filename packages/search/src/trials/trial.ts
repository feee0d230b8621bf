/** A trial: a training with settings of its own, in parts. */
import type { TrialSettings } from "../space/search-space.ts";

/** Part of a trial to train: from which state, and how far. */
export interface TrialTask<State> {
  /** Number of the trial, from 1. */
  readonly trial: number;
  /** Its settings. */
  readonly settings: TrialSettings;
  /** The rung, from 0. */
  readonly rung: number;
  /** Train until this many epochs are completed. */
  readonly epochs: number;
  /** The state to continue from. Absent for an untrained network. */
  readonly from?: State;
}

/** The result of a trial on a rung. */
export interface TrialResult<State> {
  /** The lowest loss on held-out rows so far; Infinity if it diverged. */
  readonly loss: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Whether training further would change nothing: all epochs are completed, it stopped early or diverged. */
  readonly isEnded: boolean;
  /** The state to continue from. Absent if it diverged before there was one. */
  readonly state?: State;
}

/** A trial as it stands: its settings and its newest result. */
export interface TrialReport<State> extends TrialResult<State> {
  /** Number of the trial, from 1. */
  readonly trial: number;
  /** Its settings. */
  readonly settings: TrialSettings;
  /** The rung that it has reached, from 0. */
  readonly rung: number;
}

/** Best first: the lower loss, then the lower number. */
export function compareTrials(a: TrialReport<unknown>, b: TrialReport<unknown>): number {
  return (a.loss === b.loss ? 0 : a.loss - b.loss) || a.trial - b.trial;
}
