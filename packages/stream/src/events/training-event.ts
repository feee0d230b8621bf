/** The events of a run, as plain data. Every package that handles runs uses these types. */
import type {
  Columns,
  ModelJson,
  Report,
  Scalers,
  Scores,
  Snapshot,
  TrainingSettings,
  TrainingSpec,
} from "@epochal/core";
import type { Command } from "./command.ts";

/**
 * Something that has happened in a run. `seq` is its position: 1, 2, 3 … without gaps. `time` is in milliseconds since 1970.
 *
 * An applied `undo` or `rewind` returns the run to an earlier state; `epoch` and `step` of its `commanded` event say to which. A
 * reader then discards the epochs after `epoch`: the run emits them again, with new positions. No other event returns a run to an
 * earlier state.
 */
export type TrainingEvent = StartedEvent | EpochEvent | SnapshotEvent | CommandedEvent | NoticedEvent | FinishedEvent;

interface EventBase {
  readonly seq: number;
  readonly time: number;
}

/** Always the first event: everything known before the first step. */
export interface StartedEvent extends EventBase {
  readonly type: "started";
  /** The run's id. */
  readonly run: string;
  /** A name for people, such as the data file's. */
  readonly name: string;
  /** The training. */
  readonly spec: TrainingSpec;
  /** Summary of the data. */
  readonly data: DataSummary;
  /** The state from which a resumed or branched run starts. Its first epoch is `from.epoch + 1`. Absent for a new training. */
  readonly from?: StartPoint;
}

/** A state of a training, by its position and hash. */
export interface StartPoint {
  /** Id of the run that has this state: the parent of a branch, or the run that was interrupted. Absent if unknown. */
  readonly run?: string;
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** Hash of the whole state: see `hashSnapshot` of core. */
  readonly hash: string;
  /** Changes of settings that the run applies later, because the interrupted run had made them. */
  readonly ahead?: readonly SettingsChange[];
}

/** Settings that were changed at a position, before the next update. */
export interface SettingsChange {
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** New values by name: see `Trainer.set` of core. */
  readonly set: TrainingSettings;
}

/** The part of the data that a viewer needs to draw a run and to judge its scores, in bounded size. All numbers are unscaled. */
export interface DataSummary {
  /** Number of rows in each part. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** Names and kinds of the columns, if the data has any. */
  readonly columns?: Columns;
  /** Conversion to the network's units: scaled = (value − offset) / scale. */
  readonly scalers: Scalers;
  /** At most 200 evenly spaced rows of each part. */
  readonly sample: { readonly train: SampleRows; readonly validation?: SampleRows };
  /**
   * Scores of the baseline models that the network should beat, on the rows that select the best epoch: the validation rows, or
   * with folds the training rows, each predicted from the other folds. Without either, or with more than 4,000 rows in folds, on the
   * training rows.
   */
  readonly baselines: { readonly mean: Scores; readonly linear: Scores };
}

/** Some rows of the data, unscaled. */
export interface SampleRows {
  /** Inputs, row by row. */
  readonly x: readonly (readonly number[])[];
  /** Targets, row by row. */
  readonly y: readonly (readonly number[])[];
}

/** One pass over the training rows; see `EpochRecord` of core for units. An epoch that diverged before a restart has no event. */
export interface EpochEvent extends EventBase {
  readonly type: "epoch";
  /** From 1. */
  readonly epoch: number;
  /** Mean over the rows of the epoch, each batch before its update. */
  readonly loss: number;
  /** Loss on the validation rows at the end of the epoch. Absent without validation rows. */
  readonly validationLoss?: number;
  /** Learning rate of the last update in the epoch. */
  readonly learningRate: number;
  /** Euclidean norm of the gradients of the last batch. */
  readonly gradientNorm: number;
}

/** The state of a run at an epoch, with its hash and scores. */
export interface ScoredSnapshot {
  /** Epochs completed; 0 for the untrained network. */
  readonly epoch: number;
  /** Hash of the whole state: see `hashSnapshot` of core. */
  readonly hash: string;
  /** The whole state. */
  readonly snapshot: Snapshot;
  /** Scores on the evaluation rows, unscaled: see `Trainer.evaluate` of core. */
  readonly scores: Scores;
}

/** The state of a training. `snapshot.batch` is above 0 if it was paused or stopped within the epoch after `epoch`. */
export interface SnapshotEvent extends EventBase, ScoredSnapshot {
  readonly type: "snapshot";
}

/**
 * The reply to a command. An applied command has taken effect, and the event has the run's position afterwards. A refused command
 * has changed nothing. Commands are handled one by one, in the order in which the run received them. Not every refused command has
 * an event: after 200 at once, a run emits at most 100 in ten seconds.
 */
export interface CommandedEvent extends EventBase {
  readonly type: "commanded";
  /** The command without `by`, with at most 32 fields besides its type and texts cut to 200 characters. */
  readonly command: Command;
  /** Whether it took effect. */
  readonly outcome: "applied" | "refused";
  /** Why it was refused, in at most 500 characters. */
  readonly reason?: string;
  /** Epochs completed by the run; for `branch`, at the state where the new run starts. */
  readonly epoch: number;
  /** Updates completed, likewise. */
  readonly step: number;
  /** For `branch`, the id of the new run. */
  readonly branch?: string;
  /** The name that the sender of the command gave itself, if any. */
  readonly by?: string;
}

/** Something that people should know about the run. */
export interface NoticedEvent extends EventBase {
  readonly type: "noticed";
  /** Epochs completed. */
  readonly epoch: number;
  /** For programs: the rule of core's `diagnoses` that matched. Absent for any other notice. */
  readonly rule?: string;
  /** A sentence for people. */
  readonly text: string;
}

/** Always the last event, unless the process of the run ended first. */
export interface FinishedEvent extends EventBase {
  readonly type: "finished";
  /** Why the run has ended. */
  readonly reason: FinishReason;
  /** Epochs completed. */
  readonly epoch: number;
  /** The epoch of the network in `model`: the best one with validation rows or after divergence, otherwise the last one. */
  readonly modelEpoch: number;
  /** The trained model. */
  readonly model: ModelJson;
  /** Hash of the model's parameters: see `hashParameters` of core. */
  readonly hash: string;
  /** Scores of the model and of the baselines on every part of the data. */
  readonly report: Report;
}

/**
 * All epochs done (`completed`), a stop rule met (`early`), a loss that is not finite (`diverged`), or ended by a command: `stopped`
 * with the model kept, `discarded` with neither model nor events kept by a store.
 */
export type FinishReason = "completed" | "early" | "diverged" | "stopped" | "discarded";
