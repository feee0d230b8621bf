/** What drives a training: what it is told beforehand, and what can be asked of it. */
import type { Snapshot } from "@epochal/core";
import type { SettingsChange, Command } from "../events/index.ts";

/** Options of a run that are plain data: they cross into a worker. */
export interface RunnerOptions {
  /** The run's id. */
  readonly run: string;
  /** Its name for people. */
  readonly name: string;
  /** How many epochs to train in a second, for people to watch; 0 means as fast as it goes. */
  readonly epochsPerSecond: number;
  /** The state to go on from. */
  readonly from?: Snapshot;
  /** The run that it is a state of. */
  readonly parent?: string;
  /** Settings that are set again on the way. */
  readonly ahead?: readonly SettingsChange[];
  /** Begins paused. */
  readonly isPaused?: boolean;
  /** Stops after so much time, pauses left out. */
  readonly timeLimitMs: number;
  /** Most time between two snapshots while it trains. */
  readonly snapshotEveryMs: number;
  /** What the snapshots that it tells by itself may take together, in bytes; and as much what it keeps to go back to. */
  readonly snapshotBytes: number;
}

/** A run that begins at a state of another one. */
export interface BranchStart {
  /** Its id, and its name for people. */
  readonly run: string;
  readonly name: string;
  readonly from: Snapshot;
  /** The run that it is a state of. */
  readonly parent: string;
  /** Its pace, that of the other one now. */
  readonly epochsPerSecond: number;
}

export interface Runner {
  /** Takes no more for now, or again: what trains in a thread of its own waits. Without one, it trains where whoever takes it is. */
  readonly hold?: (isHeld: boolean) => void;
  /** Takes effect before the next step and is answered by a `commanded` event; after the last event, nothing happens. */
  command(command: Command): void;
  /** Ends the training at once, without another event. */
  dispose(): void;
}

/** An id for a run that starts at `now`, in milliseconds since 1970; later times are tried as long as an id is taken. */
export function createRunId(now: number, isTaken: (id: string) => boolean = () => false): string {
  for (let time = now; ; time++) {
    const id = `run-${time.toString(36)}`;
    if (!isTaken(id)) return id;
  }
}
