/** A run in a few lines of plain text, for the scrollback after the screen is gone and for where there is no screen. */
import type { PartReport, Scores } from "@epochal/core";
import { countParameters, describeNetwork, describeOptimizer } from "./describe.ts";
import { formatDuration, formatLearningRate, formatNumber } from "./format.ts";
import { trainingMs, type RunState } from "./state.ts";

/** Lines without a line break at the end. */
export function summarize(state: RunState): string {
  const { started, finished } = state;
  if (!started) return "no run: nothing was received";
  const { name, spec, data } = started;
  const what = [
    describeNetwork(spec.network),
    `${countParameters(spec.network)} parameters`,
    `${describeOptimizer(spec.optimizer)}, lr ${formatLearningRate(state.learningRate)}`,
    `seed ${spec.seed ?? 0}`,
  ];
  return [`${name}: ${what.join(", ")}`, howItWent(state), "", ...(finished ? reportLines(state) : scoreLines(state))]
    .concat(finished || state.snapshot ? [] : [`rows: ${data.rows.train} train, ${data.rows.validation} validation`])
    .join("\n");
}

function howItWent(state: RunState): string {
  const { finished, started, latest, epoch } = state;
  const time = formatDuration(trainingMs(state));
  const losses = latest
    ? `, loss ${formatNumber(latest.loss).trim()}` +
      (latest.validationLoss === undefined ? "" : `, validation loss ${formatNumber(latest.validationLoss).trim()}`)
    : "";
  if (!finished) return `${state.phase} at epoch ${epoch} of ${started?.spec.epochs ?? "?"}, ${time}${losses}`;
  const kept = finished.modelEpoch === epoch ? "" : `, the network of epoch ${finished.modelEpoch} is kept`;
  return `${finished.reason} after ${epoch} epochs, ${time}${losses}${kept}`;
}

const HEAD = ["", "rows", "", "network", "mean", "linear"];

function reportLines({ finished }: RunState): string[] {
  const parts = Object.entries(finished?.report ?? {}) as [string, PartReport][];
  return [
    table(HEAD),
    ...parts.flatMap(([part, { rows, network, mean, linear }]) => scoreTable(part, rows, network, mean, linear)),
  ];
}

function scoreLines({ started, snapshot }: RunState): string[] {
  if (!started || !snapshot) return [];
  const { rows, baselines } = started.data;
  const [part, count] = rows.validation > 0 ? ["validation", rows.validation] : ["train", rows.train];
  return [
    table(HEAD),
    ...scoreTable(part as string, count as number, snapshot.scores, baselines.mean, baselines.linear),
  ];
}

function scoreTable(part: string, rows: number, network: Scores, mean: Scores, linear: Scores): string[] {
  return (["rmse", "mae", "r2"] as const).map((name, i) =>
    table([
      i === 0 ? part : "",
      i === 0 ? String(rows) : "",
      name,
      ...[network, mean, linear].map((scores) => formatNumber(scores[name], 9).replace("–", "-")),
    ]),
  );
}

function table([part = "", rows = "", name = "", ...figures]: readonly string[]): string {
  const columns = figures.map((figure) => figure.padStart(10));
  return `${part.padEnd(10)} ${rows.padStart(6)}  ${name.padEnd(4)} ${columns.join("")}`.trimEnd();
}
