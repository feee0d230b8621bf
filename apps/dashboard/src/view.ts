/** What a panel gets to see. */
import type { Situation } from "./keys.ts";
import type { RunState } from "./state.ts";
import type { Glyphs } from "./theme.ts";

export interface View extends Situation {
  readonly state: RunState;
  readonly glyphs: Glyphs;
  /** Time since the last event while the run is going, so that clocks tick between events. In ms. */
  readonly sinceLastEventMs: number;
  /** Where the events come from, and how that connection fares. */
  readonly label: string | undefined;
  readonly status: string | undefined;
  readonly isHelpShown: boolean;
}
