/** What a panel gets to see. */
import type { SnapshotEvent } from "@epochal/stream/events";
import type { KeyContext } from "./keys/key.ts";
import { initialViewSettings } from "./look.ts";
import { initialState, type RunState } from "./run-state.ts";
import { type Background, type Style } from "./theme.ts";
import { unicodeGlyphs, type Glyphs } from "./glyphs.ts";

export interface View extends KeyContext {
  readonly glyphs: Glyphs;
  /** What the terminal writes on. */
  readonly background: Background;
  /** Time since the last event while the run is going, so that clocks tick between events. In ms. */
  readonly sinceLastEventMs: number;
  /** Where the events come from. */
  readonly label: string | undefined;
  /** The newest that the viewer was told without asking the run: why something cannot be, where a file was written. */
  readonly message: { readonly text: string; readonly style: Style } | undefined;
  /** The state at the cursor, where it was worked out. */
  readonly exactSnapshot: SnapshotEvent | undefined;
  /** All runs, where there are several. */
  readonly runs: readonly ListedRun[];
}

/** One of several runs. */
export interface ListedRun {
  readonly state: RunState;
  readonly status: string | undefined;
  /** Whether its curve is drawn behind that of the run that is looked at. */
  readonly isPinned: boolean;
}

/** What is seen of a run before anything was chosen. */
export function createView(changes: Partial<View> = {}): View {
  const { state = initialState() } = changes;
  return {
    state,
    canControl: false,
    learningRate: state.learningRate,
    epochsPerSecond: state.epochsPerSecond,
    isPauseRequested: false,
    settings: initialViewSettings(),
    runCount: 1,
    run: 0,
    size: { columns: 80, rows: 24 },
    canExport: false,
    glyphs: unicodeGlyphs,
    background: "dark",
    sinceLastEventMs: 0,
    label: undefined,
    status: undefined,
    message: undefined,
    exactSnapshot: undefined,
    runs: [],
    ...changes,
  };
}
