import type { RunSource } from "@epochal/view";
import type { FinishedEvent } from "@epochal/stream/events";
import type { Observable } from "rxjs";
import type { CompanionRun } from "./companion-runs.ts";

/** A run to show, with the runs beside it. */
export interface PresentedRun extends RunSource {
  /** The speed limit at the start. */
  readonly epochsPerSecond?: number;
  /** Other runs to show, as they appear. */
  readonly more$?: Observable<RunSource>;
  /** The current companion runs of this process: they are awaited, and compared at the end. */
  readonly others?: () => readonly CompanionRun[];
  /** Stops the runs of this process and writes their results, before the screen is restored. Never rejects. */
  readonly stopAndSave?: () => Promise<void>;
}

export interface Outcome {
  /** Whether the dashboard was drawn; its summary says how the run ended. */
  readonly isDrawn: boolean;
  /** Absent if the run has not ended. */
  readonly finished?: FinishedEvent;
  readonly exitCode: number;
}
