/** The one thing a viewer should read now: what is wrong, what was replied, what happened last. */
import { predictAt, type PointPrediction } from "../model/predict-at.ts";
import { bestEpoch } from "../queries/best-epoch.ts";
import type { ActivityEntry } from "../run-state/run-state.ts";
import { stateAt } from "../run-state/state-at.ts";
import type { Probe } from "../settings/view-settings.ts";
import { currentAlert, type Alert } from "../text/alert.ts";
import type { Message } from "../text/message.ts";
import type { View } from "./view.ts";

export type Notice =
  | { readonly kind: "alert"; readonly alert: Alert }
  | { readonly kind: "message"; readonly message: Message }
  /** The answer to a probe while the fit panel, which also shows it, is not visible. */
  | { readonly kind: "prediction"; readonly probe: Probe; readonly prediction: PointPrediction }
  | { readonly kind: "frozen" }
  /** An earlier epoch is shown; `best` is the best one so far. */
  | { readonly kind: "cursor"; readonly epoch: number; readonly best: number | undefined }
  | { readonly kind: "activity"; readonly entry: ActivityEntry }
  /** The viewer may not control the run, and there is nothing else to say. */
  | { readonly kind: "readOnly" };

/** Training time for which an activity is news, in ms. */
const FRESH_MS = 5000;

export function currentNotice(view: View): Notice | undefined {
  const { message, settings, state } = view;
  const alert = currentAlert(view);
  if (alert) return { kind: "alert", alert };
  if (message) return { kind: "message", message };
  const prediction = probePrediction(view);
  if (prediction) return prediction;
  if (settings.isFrozen) return { kind: "frozen" };
  if (settings.cursor !== undefined) return { kind: "cursor", epoch: settings.cursor, best: bestEpoch(state) };
  const entry = state.activity.at(-1);
  const isNews = entry && !(state.phase === "running" && state.clock.trainingMs - entry.atMs > FRESH_MS);
  if (isNews) return { kind: "activity", entry };
  return view.canControl || view.controlHint === undefined ? undefined : { kind: "readOnly" };
}

function probePrediction({ settings, state, visiblePanels, exactSnapshot }: View): Notice | undefined {
  const { probe, cursor, target } = settings;
  if (!probe || visiblePanels.includes("fit")) return undefined;
  const past = cursor === undefined ? state : stateAt(state, cursor, exactSnapshot);
  const prediction = predictAt(past, probe, target);
  return prediction && { kind: "prediction", probe, prediction };
}
