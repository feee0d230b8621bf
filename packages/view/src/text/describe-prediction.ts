/** A prediction at one input, in a sentence. */
import { predictAt } from "../model/predict-at.ts";
import { formatNumber } from "../numbers/format.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { Probe } from "../settings/view-settings.ts";

/** @param target which of several, from 0. */
export function describePrediction(state: RunState, probe: Probe, target: number): string {
  const found = predictAt(state, probe, target);
  if (!found) return `There is no network yet to predict at ${probe.text}.`;
  const { predicted, within, actual } = found;
  const give = within === undefined ? "" : `, give or take ${formatUncertainty(within)}`;
  const truth = actual === undefined ? "" : `; the actual value is ${exact(actual)}`;
  return `At ${probe.text} the network predicts ${exact(predicted)}${give}${truth}.`;
}

function exact(value: number): string {
  return formatNumber(value).trim();
}

/** Two digits: an uncertainty is not known better. */
export function formatUncertainty(value: number): string {
  return String(Number(value.toPrecision(2)));
}
