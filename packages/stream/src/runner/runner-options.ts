/** How a training is started and controlled, in this thread or in a worker. */
import type { Snapshot } from "@epochal/core";
import type { SettingsChange, Command } from "../events/index.ts";

/** Options of a run as plain data, so that they can be sent to a worker. All defaults are filled in. */
export interface RunnerOptions {
  /** The run's id. */
  readonly run: string;
  /** Name for people. */
  readonly name: string;
  /** Maximum number of epochs per second; 0 means as fast as possible. */
  readonly epochsPerSecond: number;
  /** Begins slowly and quickens up to the limit. */
  readonly slowStart?: boolean;
  /** Snapshot to continue from. */
  readonly from?: Snapshot;
  /** Id of the run that `from` belongs to. */
  readonly parent?: string;
  /** Changes of settings to apply later, at their positions. */
  readonly ahead?: readonly SettingsChange[];
  /** Starts paused. */
  readonly isPaused?: boolean;
  /** Training time after which the run stops, without pauses and suspensions of the process. */
  readonly timeLimitMs: number;
  /** Longest training time between two snapshots. */
  readonly snapshotEveryMs: number;
  /** Budget in bytes for automatic snapshots, and as much again for those cached for rewinds. */
  readonly snapshotBytes: number;
}

/** How a branched run starts. */
export interface BranchStart {
  /** Id of the new run. */
  readonly run: string;
  /** Name of the new run, for people. */
  readonly name: string;
  /** Snapshot of the parent to continue from. */
  readonly from: Snapshot;
  /** Id of the run that `from` belongs to. */
  readonly parent: string;
  /** The rate limit of the parent. */
  readonly epochsPerSecond: number;
}

/** A started training. */
export interface Runner {
  /** While held, a training in a worker stops, but still handles commands. Absent if the training shares the caller's thread. */
  readonly hold?: (isHeld: boolean) => void;
  /** Takes effect before the next step; the reply is a `commanded` event. Ignored after the last event. @param command bounded. */
  command(command: Command): void;
  /** Ends the training as a `stop` command does, after a `noticed` event with this text. Ignored after the last event. */
  stopWithNotice(text: string): void;
  /** Ends the training immediately, without further events. */
  dispose(): void;
}

/**
 * An id for a run that starts at `now`, in milliseconds since 1970; later times are tried as long as an id is taken.
 * @param suffix ends it, such as `-1f3c`, so that processes that start runs at the same time create different ids. Default: none.
 */
export function createRunId(now: number, isTaken: (id: string) => boolean = () => false, suffix: string = ""): string {
  for (let time = now; ; time++) {
    const id = `run-${time.toString(36)}${suffix}`;
    if (!isTaken(id)) return id;
  }
}
