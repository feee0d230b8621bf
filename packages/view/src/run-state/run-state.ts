/** The state of a run after some of its events, in memory that does not grow with the number of epochs. */
import type { Scores } from "@epochal/core";
import type {
  Command,
  CommandedEvent,
  EpochEvent,
  FinishedEvent,
  NoticedEvent,
  SnapshotEvent,
  StartedEvent,
} from "@epochal/stream/events";
import { createSeries, type Series } from "./series.ts";
import type { SnapshotHistory } from "./snapshot-history.ts";

/** The curves inside grow in place: read a state before the next event is folded into it. */
export interface RunState {
  /** `waiting` until the first event; `interrupted` if the events ended without `finished`. */
  readonly phase: "waiting" | "running" | "paused" | "finished" | "interrupted";
  readonly started: StartedEvent | undefined;
  /** Epochs completed. */
  readonly epoch: number;
  readonly latest: EpochEvent | undefined;
  readonly snapshot: SnapshotEvent | undefined;
  /** For viewers who look back. */
  readonly snapshots: SnapshotHistory;
  readonly finished: FinishedEvent | undefined;
  readonly curves: Curves;
  readonly best: Readonly<Partial<Record<TrackedMetric, Best>>>;
  /** The lowest monitored loss since `restartEpoch`. */
  readonly lowestLoss: Best | undefined;
  /** The epoch after which the run last started from new weights: 0, unless it diverged and restarted. */
  readonly restartEpoch: number;
  /** The epoch after which a `step` command pauses the run. */
  readonly pauseAfter: number | undefined;
  /** As last reported, after the schedule. */
  readonly learningRate: number | undefined;
  /** The optimizer's own, which a schedule changes: as last set, or as in the newest snapshot. */
  readonly optimizerRate: number | undefined;
  /** The pace last set by command; 0 is unlimited. */
  readonly epochsPerSecond: number | undefined;
  /** The epochs per second that a slow start leads to; undefined without one. A pace set by command ends it. */
  readonly slowStartTo: number | undefined;
  /** Epochs after which a command changed how the run learns: the newest 100. */
  readonly changeEpochs: readonly number[];
  /** The newest last. */
  readonly undoableEdits: readonly UndoableEdit[];
  /** Oldest first; the newest 100. */
  readonly activity: readonly ActivityEntry[];
  /** Whether the run has noticed that its learning rate is too high, and it was not changed since. */
  readonly isLearningRateTooHigh: boolean;
  readonly clock: Clock;
}

export interface Curves {
  readonly loss: Series;
  readonly validationLoss: Series;
  readonly gradientNorm: Series;
  readonly learningRate: Series;
  readonly rmse: Series;
}

/** A command that can be undone, with the epoch and the learning rate of the run before it. */
export interface UndoableEdit {
  readonly command: Command & { readonly type: "set" | "rewind" };
  readonly epoch: number;
  readonly learningRate: number | undefined;
}

/** Both losses and every score: the metrics whose best value is known. */
export type TrackedMetric = "loss" | "validationLoss" | keyof Scores;

const largerIsBetter: ReadonlySet<TrackedMetric> = new Set<TrackedMetric>([
  "r2",
  "accuracy",
  "balancedAccuracy",
  "f1",
  "rocAuc",
]);

/** Whether the first value of a metric is better than the second. */
export function isBetter(name: TrackedMetric, value: number, other: number): boolean {
  return largerIsBetter.has(name) ? value > other : value < other;
}

export interface Best {
  readonly value: number;
  /** The epoch that reported it. */
  readonly epoch: number;
  /** Present if events were left out, and the epoch may be any of them up to `epoch`. */
  readonly isApproximate?: true;
}

/** The best values with one more. */
export function improveBest(
  best: RunState["best"],
  name: TrackedMetric,
  value: number | undefined,
  epoch: number,
): RunState["best"] {
  if (value === undefined || !Number.isFinite(value)) return best;
  const old = best[name]?.value;
  if (old !== undefined && !isBetter(name, value, old)) return best;
  return { ...best, [name]: { value, epoch } };
}

/** The entries that are kept of what deserves a viewer's attention; older ones are dropped. */
export const MAX_ENTRIES = 100;

/** An entry of the activity log: a fact, which `describeActivity` puts in words. */
export type ActivityEntry = ActivityFact & {
  /** Time spent training when it happened, in ms. */
  readonly atMs: number;
};

export type ActivityFact =
  | {
      readonly kind: "applied";
      readonly event: CommandedEvent;
      readonly learningRateBefore: number | undefined;
      /** The edit that an applied `undo` took back. */
      readonly undoneEdit: UndoableEdit | undefined;
    }
  | { readonly kind: "refused"; readonly event: CommandedEvent }
  | { readonly kind: "noticed"; readonly event: NoticedEvent }
  /** The events ended without a `finished`. */
  | { readonly kind: "interrupted"; readonly epoch: number }
  | { readonly kind: "finished"; readonly event: FinishedEvent }
  /** A line that other code in this process printed while the run was shown. */
  | { readonly kind: "printed"; readonly text: string };

export interface Clock {
  /** The time of the latest event, in ms since 1970: it jumps when the system's time is set. */
  readonly now: number;
  /** Time spent training so far, without pauses. */
  readonly trainingMs: number;
  /** A few recent moments, oldest first, to measure the pace. */
  readonly paceSamples: readonly { readonly trainingMs: number; readonly epoch: number }[];
}

/** The state before the first event. */
export function initialState(): RunState {
  return {
    phase: "waiting",
    started: undefined,
    epoch: 0,
    latest: undefined,
    snapshot: undefined,
    snapshots: [],
    finished: undefined,
    curves: {
      loss: createSeries(),
      validationLoss: createSeries(),
      gradientNorm: createSeries(),
      learningRate: createSeries(),
      rmse: createSeries(),
    },
    best: {},
    lowestLoss: undefined,
    restartEpoch: 0,
    pauseAfter: undefined,
    learningRate: undefined,
    optimizerRate: undefined,
    epochsPerSecond: undefined,
    slowStartTo: undefined,
    changeEpochs: [],
    undoableEdits: [],
    activity: [],
    isLearningRateTooHigh: false,
    clock: { now: 0, trainingMs: 0, paceSamples: [] },
  };
}

/** The learning rate that commands set, before a schedule changes it. */
export function baseLearningRate({ started, learningRate, optimizerRate }: RunState): number | undefined {
  return started?.spec.schedule ? optimizerRate : learningRate;
}

/** The state with one more entry, at the training time of the state. */
export function logActivity(state: RunState, fact: ActivityFact): RunState {
  const entry: ActivityEntry = { ...fact, atMs: state.clock.trainingMs };
  return { ...state, activity: [...state.activity.slice(1 - MAX_ENTRIES), entry] };
}
