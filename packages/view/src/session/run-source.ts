/** A run to show: in this process, on another machine, or recorded. The viewer sees no difference. */
import type { Command, EventChunk, ScoredSnapshot, TrainingEvent } from "@epochal/stream/events";
import type { Observable } from "rxjs";
import type { EventGap } from "../run-state/add-gap.ts";

export interface RunSource {
  /**
   * From the first event on: replayed first, then live; one by one, or in chunks, which cost less for a fast run. Epochs may be left
   * out: then a gap with their sums is in their place. Completing without `finished` means that the run was interrupted.
   */
  readonly chunks$: Observable<TrainingEvent | EventChunk | EventGap>;
  /** Sends a command; rejects if it did not reach the run. Absent if the viewer may not control the run. */
  readonly command?: (command: Command) => unknown;
  /** Whether the run accepts commands at present. Default: if `command` is there. */
  readonly canControl?: () => boolean;
  /** How a viewer could get the right to control the run, in words. */
  readonly controlHint?: string | undefined;
  /** The epochs per second that the run reaches after a slow start. Default: it has none. */
  readonly slowStartTo?: number;
  /** Whether the run continues when its viewer leaves, as on a server. Default false: a run that can be controlled is stopped. */
  readonly outlivesViewer?: boolean;
  /** Whether `q` ends the run and the viewer stays, as in a page that trains. Default false. */
  readonly staysAfterEnd?: boolean;
  /** Where the result is written when the run ends, such as `model.json`. Default: nowhere. */
  readonly savesTo?: string;
  /** Where the events come from: `this machine`, `ws://…`. */
  readonly label?: string;
  /** The connection's state, as in `RemoteRun`. While `lost`, or `connecting` again, the view is marked out of date. */
  readonly status$?: Observable<string>;
  /** Starts another run of the same training beside this one. Absent if this viewer cannot. */
  readonly startAnother?: (how: AnotherRun) => RunSource | Promise<RunSource>;
  /** The state after an epoch, recomputed if need be. If absent or failing, the nearest earlier snapshot is shown. */
  readonly stateAt?: (epoch: number) => ScoredSnapshot | Promise<ScoredSnapshot>;
}

/** How another run of the same training starts. */
export type AnotherRun =
  /** From the beginning, with the same seed or with one that no run of this viewer has. */
  | { readonly kind: "again"; readonly seed: "same" | "next" }
  /** From the state after an epoch, up to `epochs` epochs (default: as this run), with a new learning rate if there is one. */
  | {
      readonly kind: "continued";
      readonly epoch: number;
      readonly epochs?: number;
      readonly learningRate?: number | undefined;
    };
