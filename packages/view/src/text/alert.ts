/** What a viewer should know before anything else: the view is out of date, or the run is failing and can still be saved. */
import { observedStatus, type RunConnection } from "../queries/observed-status.ts";

export interface Alert {
  readonly kind: "lost" | "stale" | "learningRateTooHigh";
  readonly text: string;
  /** The text if there is little room. */
  readonly short: string;
}

/** The most urgent alert, with the key that helps if the viewer may control the run. */
export function currentAlert(view: RunConnection & { readonly canControl: boolean }): Alert | undefined {
  const { phase, isLearningRateTooHigh } = view.state;
  const status = observedStatus(view);
  if (status === "lost") return { kind: "lost", text: "connection lost, trying again …", short: "connection lost" };
  if (status === "stale") {
    return { kind: "stale", text: "no word from the server: the view is out of date", short: "no word from server" };
  }
  if (!isLearningRateTooHigh || (phase !== "running" && phase !== "paused")) return undefined;
  const text = "the learning rate is too high";
  return view.canControl
    ? { kind: "learningRateTooHigh", text: `${text}: halve it ([)`, short: "lr too high: press [" }
    : { kind: "learningRateTooHigh", text, short: "lr too high" };
}
