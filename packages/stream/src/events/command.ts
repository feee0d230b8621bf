/** Requests to change a run, as plain data. */
import type { TrainingSettings } from "@epochal/core";

/**
 * A request to change a run. It takes effect between two steps, and the reply is a `commanded` event. Texts are well-formed Unicode;
 * ids and names of checkpoints have 1 to 64 characters, names for people 1 to 200. While 1000 commands wait, further ones are ignored.
 * `by` is a name that the sender gives itself, of at most 64 characters: the reply has it.
 */
export type Command = CommandByType & { readonly by?: string };

type CommandByType =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** Trains a number of epochs (default 1) and pauses again. Rejected unless the run is paused or in a `step` or replay. */
  | { readonly type: "step"; readonly epochs?: number }
  /**
   * Changes settings of the training, see `Trainer.set` of core; either all of them or none. `epochsPerSecond` limits the speed so
   * that people can follow the run; 0 means as fast as possible.
   */
  | ({ readonly type: "set"; readonly epochsPerSecond?: number } & TrainingSettings)
  /** Names the current state, to rewind to it or branch from it. The name must be new. */
  | { readonly type: "checkpoint"; readonly name: string }
  /**
   * Takes back the newest `set` of the training or `rewind` that is not undone yet. After a `set`, the run returns to the state in
   * which the setting was changed, without the change. After a `rewind`, the run continues at the epoch it was rewound to and
   * replays its old course up to where it was rewound, with all changes of settings; a paused run pauses there again.
   */
  | { readonly type: "undo" }
  /**
   * Returns to the end of an epoch, or to a checkpoint; later changes of settings are dropped. A paused run stays paused, a running
   * one trains on from there.
   */
  | ({ readonly type: "rewind" } & RunPoint)
  /**
   * Starts a new run at the end of an epoch of this one, or at a checkpoint; by default at the current state. This run is not
   * affected. `run` is the id of the new run, by default an unused one; `name` is for people, by default this run's.
   */
  | ({ readonly type: "branch"; readonly run?: string; readonly name?: string } & RunPoint)
  /** Ends the run. The model is kept, unless `discard` is set. */
  | { readonly type: "stop"; readonly discard?: boolean };

/** An earlier state of a run, given by an epoch or by a checkpoint. */
export type RunPoint = {
  /** Epochs completed; 0 is the untrained network. */
  readonly epoch?: number;
  /** The name of a checkpoint. */
  readonly checkpoint?: string;
};

/** Whether a command, once applied, returns the run to an earlier state: later epochs are then emitted again. */
export function rewindsRun(command: Command): command is Command & { readonly type: "undo" | "rewind" } {
  return command.type === "undo" || command.type === "rewind";
}

/** What a `set` command can have; which of them a run has depends on its optimizer. */
const SETTING_NAMES = {
  epochsPerSecond: true,
  learningRate: true,
  momentum: true,
  beta1: true,
  beta2: true,
  alpha: true,
  epsilon: true,
  weightDecay: true,
  l1: true,
  l2: true,
  batchSize: true,
  epochs: true,
  patience: true,
} satisfies Record<"epochsPerSecond" | keyof TrainingSettings, true>;

/** Whether any run may have a setting of this name. */
export function isSettingName(name: string): boolean {
  return Object.hasOwn(SETTING_NAMES, name);
}

/** The settings of the training in a `set` command; undefined if it has none. */
export function trainingSettings(command: Command & { readonly type: "set" }): TrainingSettings | undefined {
  const { type: _, epochsPerSecond: __, by: ___, ...settings } = command;
  return Object.keys(settings).length > 0 ? settings : undefined;
}
