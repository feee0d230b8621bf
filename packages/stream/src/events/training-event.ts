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
 * A fact about a run. `seq` is its position, 1, 2, 3 … without a gap; `time` is in milliseconds since 1970.
 *
 * A run can be taken back, and then tells some epochs again, under new positions: an answer to a `rewind` or an `undo` that was
 * applied says with `epoch` and `step` where the run stands now. Whoever keeps what was told of epochs forgets those
 * beyond `epoch`; what follows is of the epochs behind it. No other event takes a run back.
 */
export type TrainingEvent = StartedEvent | EpochEvent | SnapshotEvent | CommandedEvent | NoticedEvent | FinishedEvent;

interface Fact {
  readonly seq: number;
  readonly time: number;
}

/** Always the first event: all that is to be known before the first step. */
export interface StartedEvent extends Fact {
  readonly type: "started";
  /** The run's id. */
  readonly run: string;
  /** A name for people, such as the file it learns from. */
  readonly name: string;
  /** The training. */
  readonly spec: TrainingSpec;
  /** What it learns from, in short. */
  readonly data: DataSummary;
  /** The state it goes on from, where it was not untrained: its epochs begin at the one after. */
  readonly from?: StartPoint;
}

/** A state of a training, by its position and its hash: see `hashSnapshot` of core. */
export interface StartPoint {
  /** The run that it is a state of: the parent of a branch, or one that was interrupted; absent where none is known. */
  readonly run?: string;
  /** Epochs and updates completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** Of the whole state: see `hashSnapshot` of core. */
  readonly hash: string;
  /** Settings that the run sets by itself on its way, where another one had: see `Change`. */
  readonly ahead?: readonly SettingsChange[];
}

/** Settings that were set, before the update behind a position. */
export interface SettingsChange {
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** By name: see `Trainer.set` of core. */
  readonly set: TrainingSettings;
}

/** What a viewer needs of the data to draw and to judge, however large it is. All numbers are unscaled. */
export interface DataSummary {
  /** How many each part has. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** Names and kinds of the columns, where there are any. */
  readonly columns?: Columns;
  /** Between these units and the network's: scaled = (value − offset) / scale. */
  readonly scalers: Scalers;
  /** Some rows of each part, evenly chosen: at most 200. */
  readonly sample: { readonly train: SampleRows; readonly validation?: SampleRows };
  /** What must be beaten, on the validation rows where there are any, else on the training rows. */
  readonly baselines: { readonly mean: Scores; readonly linear: Scores };
}

/** Some rows, unscaled. */
export interface SampleRows {
  /** Inputs, row by row. */
  readonly x: readonly (readonly number[])[];
  /** Targets, row by row. */
  readonly y: readonly (readonly number[])[];
}

/** One pass over the training rows; see `EpochRecord` of core for units. Where a training began again, the epoch that diverged is left out. */
export interface EpochEvent extends Fact {
  readonly type: "epoch";
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's rows, each batch before its update. */
  readonly loss: number;
  /** Of the network as the epoch ended; where there are rows to judge by. */
  readonly validationLoss?: number;
  /** Of the epoch's last update. */
  readonly learningRate: number;
  /** Euclidean norm of the gradients of its last batch. */
  readonly gradientNorm: number;
}

/** The state after so many epochs, 0 for the untrained network; where it was paused or stopped in the middle of the next one, `snapshot.batch` says so. */
export interface SnapshotEvent extends Fact {
  readonly type: "snapshot";
  /** Epochs completed. */
  readonly epoch: number;
  /** Of the whole state: see `hashSnapshot` of core. */
  readonly hash: string;
  /** The whole state. */
  readonly snapshot: Snapshot;
  /** On all rows that judge, unscaled: see `Trainer.judge` of core. */
  readonly scores: Scores;
}

/**
 * The answer to a command: it took effect, and where the run stands now; or it did not, and why: then nothing has changed.
 * Commands are answered one after another, in the order in which the run got them.
 */
export interface CommandedEvent extends Fact {
  readonly type: "commanded";
  /** What was wished. */
  readonly command: Command;
  /** Whether it took effect. */
  readonly outcome: "applied" | "refused";
  /** Why it was refused. */
  readonly reason?: string;
  /** Epochs completed: of the run; where it branched, of the state at which the branch begins. */
  readonly epoch: number;
  /** Updates completed, likewise. */
  readonly step: number;
  /** The run that has begun, where it branched. */
  readonly branch?: string;
}

/** Something worth a person's attention, in words. */
export interface NoticedEvent extends Fact {
  readonly type: "noticed";
  /** Epochs completed. */
  readonly epoch: number;
  /** The rule of core's `diagnoses` that says so, for programs; absent where it was something else. */
  readonly rule?: string;
  /** What was noticed, in words. */
  readonly text: string;
}

/** Always the last event of a run that was not cut short by the end of its process. */
export interface FinishedEvent extends Fact {
  readonly type: "finished";
  /** Why it has ended. */
  readonly reason: FinishReason;
  /** Epochs completed. */
  readonly epoch: number;
  /** The epoch after which the network was what `model` holds: with validation rows or after divergence the best, else the last. */
  readonly modelEpoch: number;
  /** What was learned. */
  readonly model: ModelJson;
  /** Of the model's parameters: see `hashParameters` of core. */
  readonly hash: string;
  /** How good that is on every part of the data, beside the baselines. */
  readonly report: Report;
}

/**
 * All epochs done, a stop rule reached, a loss no longer finite, stopped by command; or `discarded` by command: of such a run
 * nothing is to be kept, neither model nor state, and a store forgets it.
 */
export type FinishReason = "completed" | "early" | "diverged" | "stopped" | "discarded";
