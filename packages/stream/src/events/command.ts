/** Requests to change a run, as plain data. */
import type { TrainingSettings } from "@epochal/core";

/** A wish about a run; it takes effect between two steps and is answered by a `commanded` event. */
export type Command =
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** Trains so many epochs and pauses again: of a run that is paused, or still on such a way. Default 1. */
  | { readonly type: "step"; readonly epochs?: number }
  /**
   * Changes what is named, all of it or nothing: settings of the training, see `Trainer.set` of core. `epochsPerSecond` slows
   * a run down for people to watch; 0 means as fast as it goes.
   */
  | ({ readonly type: "set"; readonly epochsPerSecond?: number } & TrainingSettings)
  /** Names the state of now, to rewind to it or branch from it. A name is given once. */
  | { readonly type: "checkpoint"; readonly name: string }
  /**
   * Takes back the newest `set` of the training or `rewind` that has not been taken back yet. Of a `set`: the run stands again
   * where it was given, without it. Of a `rewind`: the run stands where that led and goes its old way again, with all that was
   * changed on it, as far as it had come; where it is paused, it then pauses again.
   */
  | { readonly type: "undo" }
  /**
   * Back to where an epoch had just ended, or a checkpoint was named; what was changed later is changed no more. A paused run
   * stays paused, another one trains on from there.
   */
  | ({ readonly type: "rewind" } & RunPoint)
  /**
   * A new run begins where an epoch of this one had just ended, or a checkpoint was named; default: where it stands. This run goes on as it
   * is. `run` is the new one's id, by default one that is new; `name` is for people, by default the name of this one.
   */
  | ({ readonly type: "branch"; readonly run?: string; readonly name?: string } & RunPoint)
  /** Ends the run. What was learned is kept; with `discard`, nothing is. */
  | { readonly type: "stop"; readonly discard?: boolean };

/** A state that a run has been in: one of the two. */
export type RunPoint = {
  /** Epochs completed; 0 is the beginning. */
  readonly epoch?: number;
  /** The name of a checkpoint. */
  readonly checkpoint?: string;
};

/** Whether a command, once applied, takes the run back to an earlier epoch: later epochs are then emitted again. */
export function rewindsRun(command: Command): command is Command & { readonly type: "undo" | "rewind" } {
  return command.type === "undo" || command.type === "rewind";
}

/** The settings of the training in a `set` command; undefined if it has none. */
export function trainingSettings(command: Command & { readonly type: "set" }): TrainingSettings | undefined {
  const { type: _, epochsPerSecond: __, ...settings } = command;
  return Object.keys(settings).length > 0 ? settings : undefined;
}
