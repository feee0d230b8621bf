/** What a run is doing; exactly one at a time. Commands lead from one phase to the next. */
import type { FinishReason } from "../events/index.ts";
import type { Seek } from "../rewind/rewindable-trainer.ts";

export type RunPhase =
  /** Before the first event. */
  | { readonly type: "starting" }
  | TrainingPhase
  | PausedPhase
  /** Returns to an earlier state, without events, while commands wait. `onReached` replies to the command that asked for it. */
  | { readonly type: "seeking"; readonly seek: Seek; readonly onReached: () => SteadyPhase }
  /** Without a reason if the run was disposed of. */
  | { readonly type: "ended"; readonly reason?: FinishReason };

/** The phases in which commands are handled. */
export type SteadyPhase = TrainingPhase | PausedPhase;

export interface TrainingPhase {
  readonly type: "training";
  /** The run pauses after this epoch, or when it has replayed what an undo restored. Default: it trains to its end. */
  readonly pauseAt?: number | "replayEnd";
}

interface PausedPhase {
  readonly type: "paused";
}

export const PAUSED: PausedPhase = { type: "paused" };
