/** Everything a renderer needs to show runs, and a key needs to know what it does. */
import type { SnapshotEvent } from "@epochal/stream/events";
import type { KeyContext } from "../control/key.ts";
import { baseLearningRate, initialState, type RunState } from "../run-state/run-state.ts";
import { initialViewSettings, numberedPanels } from "../settings/view-settings.ts";
import type { Message } from "../text/message.ts";

export interface View extends KeyContext {
  /** Time since the last event while the run trains, in ms: clocks advance by it between events. */
  readonly sinceLastEventMs: number;
  /** Where the events come from. */
  readonly label: string | undefined;
  /** Until the next key. */
  readonly message: Message | undefined;
  /** The exact state at the cursor, once it was looked up. */
  readonly exactSnapshot: SnapshotEvent | undefined;
  /** All runs; empty if there is only one. */
  readonly runs: readonly ListedRun[];
}

export interface ListedRun {
  readonly state: RunState;
  readonly status: string | undefined;
  /** Whether its curve is drawn behind that of the selected run. */
  readonly isPinned: boolean;
}

/** A view of one run with default settings, except for `changes`. */
export function createView(changes: Partial<View> = {}): View {
  const { state = initialState() } = changes;
  return {
    state,
    canControl: false,
    learningRate: baseLearningRate(state),
    epochsPerSecond: state.epochsPerSecond,
    isPauseRequested: false,
    settings: initialViewSettings(),
    runCount: 1,
    run: 0,
    drawablePanels: numberedPanels,
    visiblePanels: [],
    canExport: false,
    canSuspend: false,
    sinceLastEventMs: 0,
    label: undefined,
    status: undefined,
    message: undefined,
    exactSnapshot: undefined,
    runs: [],
    ...changes,
  };
}
