/** The status of a run in sentences, for people who listen or prefer one line to a picture. */
import type { PartReport } from "@epochal/core";
import { predictAt } from "../model/predict-at.ts";
import { formatDuration, formatNumber } from "../numbers/format.ts";
import { hasValidation, judgedRows, keptScores } from "../run-state/monitored-loss.ts";
import { targetClasses } from "../model/classes.ts";
import type { RunState } from "../run-state/run-state.ts";
import { stateAt } from "../run-state/state-at.ts";
import { valueAt } from "../run-state/series.ts";
import { remainingMs } from "../run-state/timing.ts";
import type { Probe, ViewSettings } from "../settings/view-settings.ts";
import { describeEnd } from "./describe.ts";

/** One line of plain words, with the prediction for a probe if there is one. */
export function describeRun(
  state: RunState,
  { probe, target }: Partial<Pick<ViewSettings, "probe" | "target">> = {},
): string {
  const { started, latest, epoch } = state;
  if (!started) return "No events of the run have arrived yet.";
  const status = `${describePhase(state)}${latest ? `, ${describeLosses(state)}` : ""}.`;
  const sentences = [status, describeTrend(state), describeScore(state)];
  const left = remainingMs(state);
  if (left !== undefined && epoch > 0) sentences.push(`About ${describeDuration(left)} left.`);
  if (probe) sentences.push(describePrediction(state, probe, target ?? 0));
  return sentences.filter((sentence) => sentence !== undefined).join(" ");
}

function describePhase(state: RunState): string {
  const { phase, epoch, started, finished } = state;
  const at = `epoch ${epoch} of ${started?.spec.epochs ?? "?"}`;
  switch (phase) {
    case "waiting":
      return "Waiting for the first event";
    case "running":
      return `Training, ${at}`;
    case "paused":
      return `Paused at ${at}`;
    case "interrupted":
      return `Interrupted at ${at}`;
    case "finished":
      return capital(`${finished ? describeEnd(finished) : "finished"} in ${describeDuration(state.clock.trainingMs)}`);
  }
}

function describeLosses({ latest }: Pick<RunState, "latest">): string {
  const { loss = NaN, validationLoss } = latest ?? {};
  const training = `training loss ${figure(loss)}`;
  return validationLoss === undefined ? training : `${training}, validation loss ${figure(validationLoss)}`;
}

/** The losses of an earlier epoch. */
export function describeEpoch(state: RunState, epoch: number): string {
  const { latest } = stateAt(state, epoch);
  const losses = latest && !Number.isNaN(latest.loss) ? describeLosses({ latest }) : "its losses are unknown";
  return `Epoch ${epoch}: ${epoch === 0 ? "before the training" : losses}.`;
}

/** A smaller relative change counts as none. */
const STILL = 0.01;

/** The trend of the monitored loss over the last tenth of the epochs so far; undefined for the first epochs. */
function describeTrend(state: RunState): string | undefined {
  const { curves, epoch } = state;
  const epochs = Math.floor(epoch / 10);
  const series = hasValidation(state) ? curves.validationLoss : curves.loss;
  const now = valueAt(series, epoch);
  const before = valueAt(series, epoch - epochs);
  if (epochs < 1 || now === undefined || before === undefined || !(before > 0)) return undefined;
  const name = hasValidation(state) ? "validation" : "training";
  const change = (now - before) / before;
  const over = `over the last ${epochs === 1 ? "epoch" : `${epochs} epochs`}`;
  if (Math.abs(change) < STILL) return `The ${name} loss has not changed ${over}.`;
  if (change < 0) return `The ${name} loss has fallen by ${share(-change)} ${over}.`;
  return change > 1
    ? `The ${name} loss is ${times(now / before)} what it was ${epochs === 1 ? "an epoch" : `${epochs} epochs`} ago.`
    : `The ${name} loss has risen by ${share(change)} ${over}.`;
}

function share(value: number): string {
  return `${Math.max(1, Math.round(value * 100))} %`;
}

function times(factor: number): string {
  return `${factor >= 10 ? Math.round(factor) : factor.toFixed(1)} times`;
}

/** Scores come with snapshots. They are out of date after this share of the epochs so far. */
const STALE = 0.05;

/** Whether the network is better than a straight line; undefined if the scores are out of date. */
function describeScore(state: RunState): string | undefined {
  const name = targetClasses(state) ? "logLoss" : "rmse";
  const scores = keptScores(state) ?? newestScores(state);
  const linear = scores?.linear[name];
  if (!scores || linear === undefined) return undefined;
  const score = scores.network[name] ?? NaN;
  const rows = judgedRows(state);
  const verdict = score < linear ? "better than" : "not yet as good as";
  const [error, baseline] = name === "rmse" ? ["error", "a straight line's"] : ["log loss", "logistic regression's"];
  return `On the ${rows} the ${error} is ${figure(score)}, ${verdict} ${baseline} ${figure(linear)}.`;
}

type ComparedScores = Pick<PartReport, "network" | "linear">;

function newestScores({ snapshot, started, epoch }: RunState): ComparedScores | undefined {
  if (!snapshot || !started || epoch - snapshot.epoch > epoch * STALE) return undefined;
  return { network: snapshot.scores, linear: started.data.baselines.linear };
}

/** A prediction at one input. @param target which of several, from 0. */
export function describePrediction(state: RunState, probe: Probe, target: number): string {
  const found = predictAt(state, probe, target);
  if (!found) return `There is no network yet to predict at ${probe.text}.`;
  const { predicted, within, actual, outside } = found;
  const caution = outside === undefined ? "" : `; that is ${outside}`;
  const classes = targetClasses(state);
  if (classes) {
    // The only output of two classes is the probability of the second.
    const name = classes.length === 2 ? classes[1] : classes[target];
    return `At ${probe.text} the network gives ${name} a probability of ${figure(predicted)}${caution}.`;
  }
  const give = within === undefined ? "" : `, give or take ${formatUncertainty(within)}`;
  const truth = actual === undefined ? "" : `; the actual value is ${figure(actual)}`;
  return `At ${probe.text} the network predicts ${figure(predicted)}${give}${truth}${caution}.`;
}

/** Two digits: an uncertainty is not known better. */
export function formatUncertainty(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function figure(value: number): string {
  return Number.isFinite(value) ? formatNumber(value).trim() : "not a finite number";
}

/** `9 seconds`, `2 minutes`, `1 hour 5 minutes`. */
export function describeDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const count = (value: number, unit: string) => `${value} ${unit}${value === 1 ? "" : "s"}`;
  if (seconds < 60) return count(seconds, "second");
  if (seconds < 3600) return count(Math.round(seconds / 60), "minute");
  const [hours = "0", minutes = "0"] = formatDuration(ms).split(":");
  return [count(Number(hours), "hour"), ...(Number(minutes) > 0 ? [count(Number(minutes), "minute")] : [])].join(" ");
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
