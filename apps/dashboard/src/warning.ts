/** What a person should know before anything else: that the picture is old, or that the run is going wrong and may be saved. */
import { runStatus } from "./standing.ts";
import type { Style } from "./theme.ts";
import type { View } from "./view.ts";

export interface Alert {
  readonly text: string;
  /** For where there is no room. */
  readonly short: string;
  readonly style: Style;
}

/** What the run itself has noticed, with the key that helps. */
export function currentAlert(view: View): Alert | undefined {
  const { phase, isLearningRateTooHigh } = view.state;
  if (runStatus(view) === "lost") {
    return { text: "connection lost, trying again …", short: "connection lost", style: "orangeBold" };
  }
  if (runStatus(view) === "stale") {
    return { text: "no word from the server: this picture is old", short: "no word from server", style: "orangeBold" };
  }
  if (isLearningRateTooHigh && (phase === "running" || phase === "paused")) {
    return view.canControl
      ? { text: "the learning rate is too high: halve it ([)", short: "lr too high: press [", style: "orangeBold" }
      : { text: "the learning rate is too high", short: "lr too high", style: "orangeBold" };
  }
  return undefined;
}
