/** What a panel gets to see. */
import type { Situation } from "./keys.ts";
import type { Watching } from "./standing.ts";
import type { Glyphs } from "./theme.ts";

export interface View extends Situation, Watching {
  readonly glyphs: Glyphs;
  /** Time since the last event while the run is going, so that clocks tick between events. In ms. */
  readonly sinceLastEventMs: number;
  /** Where the events come from. */
  readonly label: string | undefined;
  readonly isHelpShown: boolean;
}
