/** What a person should know before anything else: that the picture is old, or that the run is going wrong. */
import { standingOf } from "./standing.ts";
import type { RunState } from "./state.ts";
import type { Style } from "./theme.ts";
import type { View } from "./view.ts";

export interface Warning {
  readonly text: string;
  /** For where there is no room. */
  readonly short: string;
  readonly style: Style;
}

/** From so many times the loss of the first epoch on, no run comes back by itself. */
const LOST_CAUSE = 10;

export function warningOf(view: View): Warning | undefined {
  if (standingOf(view) === "lost") {
    return { text: "connection lost, trying again …", short: "connection lost", style: "orangeBold" };
  }
  if (isGrowing(view.state)) {
    return view.canSteer
      ? {
          text: "the loss is growing: try a smaller learning rate ([)",
          short: "loss grows: press [",
          style: "orangeBold",
        }
      : {
          text: "the loss is growing: the learning rate is too large",
          short: "the loss is growing",
          style: "orangeBold",
        };
  }
  return undefined;
}

/** Whether the training loss is far above its start and still rises. */
export function isGrowing({ phase, firstLoss, latest, curves }: RunState): boolean {
  if ((phase !== "running" && phase !== "paused") || firstLoss === undefined || firstLoss <= 0 || !latest) return false;
  const before = curves.loss.bucket(curves.loss.length - 2)?.last;
  return latest.loss > LOST_CAUSE * firstLoss && before !== undefined && latest.loss > before;
}
