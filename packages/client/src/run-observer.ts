/** Somebody who follows a run, and what they want of it. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";

/**
 * `replaying`: what was stored is coming. `live`: it comes as it happens. `stale`: nothing has come for longer than the
 * server promised. `lost`: the connection is gone and will be made again. `queued`: the run waits for its turn. `cancelled`: it was
 * stopped before that came.
 */
export type FollowStatus =
  | "connecting"
  | "replaying"
  | "queued"
  | "live"
  | "stale"
  | "lost"
  | "ended"
  | "interrupted"
  | "cancelled";

/** What of a run is wanted. */
export interface SubscribeOptions {
  readonly after: string;
  readonly mode: Mode;
  readonly every?: number;
  readonly perSecond?: number;
  /** Most events that are on the way, or have come and are not done with. */
  readonly window: number;
}

/** Who follows a run. */
export interface RunObserver {
  /** Whether it says itself when it has done with events, by `done`; otherwise it has when `onEvent` returns. */
  readonly acksManually: boolean;
  onEvent(event: TrainingEvent): void;
  /** Events that do not come; told where they would have stood. */
  onGap(gap: GapMessage): void;
  onStatus(status: FollowStatus): void;
  /** The run's own id. */
  onRun(run: string): void;
  onComplete(): void;
  onError(error: Error): void;
}

export interface RunFollower {
  /** A paced watcher has done with all events up to `seq`. */
  ack(seq: number): void;
  close(): void;
}
