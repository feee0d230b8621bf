/**
 * A run in a few lines of plain text, to be printed after its view is gone. The report of a finished run is not included: the
 * caller has it in the `finished` event.
 */
import { printable } from "../characters/printable.ts";
import { targetClasses } from "../model/classes.ts";
import { formatDuration, formatSetting, formatNumber } from "../numbers/format.ts";
import { shownScores } from "../queries/metrics-table.ts";
import type { RunState } from "../run-state/run-state.ts";
import { countParameters, describeEnd, describeKept, describeNetwork, describeOptimizer } from "./describe.ts";

/** Lines without a line break at the end. They include what the run noticed about itself. */
export function summarizeRun(state: RunState): string {
  const { started, finished } = state;
  if (!started) return "no run: no events were received";
  const { name, spec } = started;
  const what = [
    describeNetwork(spec.network),
    `${countParameters(spec.network)} parameters`,
    `${describeOptimizer(spec.optimizer)}, lr ${formatSetting(state.learningRate)}`,
    `seed ${spec.seed ?? 0}`,
  ];
  const noticed = state.activity.flatMap((entry) =>
    entry.kind === "noticed" && entry.event.rule !== undefined ? `noticed: ${entry.event.text}` : [],
  );
  const scores = finished ? [] : ["", ...latestScoreLines(state)];
  return [`${name}: ${what.join(", ")}`, howItWent(state), ...noticed, ...scores].map(printable).join("\n");
}

function howItWent(state: RunState): string {
  const { finished, started, latest, epoch } = state;
  const time = formatDuration(state.clock.trainingMs);
  const losses = latest
    ? `, loss ${formatNumber(latest.loss).trim()}` +
      (latest.validationLoss === undefined ? "" : `, validation loss ${formatNumber(latest.validationLoss).trim()}`)
    : "";
  if (!finished) return `${state.phase} at epoch ${epoch} of ${started?.spec.epochs ?? "?"}, ${time}${losses}`;
  const model = describeKept(state);
  const kept = model === undefined ? "" : `; ${model}`;
  return `${describeEnd(finished)} in ${time}${losses}${kept}`;
}

/** The latest scores, compared with the baselines. */
export function latestScoreLines(state: RunState): string[] {
  const { started, snapshot } = state;
  if (!started) return [];
  const { rows, baselines } = started.data;
  if (!snapshot) return [`rows: ${rows.train} train, ${rows.validation} validation`];
  const part = rows.validation > 0 ? "validation" : "train";
  const label = started.spec.folds ? "unseen" : part;
  const figures = shownScores(state).map((name, i) =>
    table([
      i === 0 ? label : "",
      i === 0 ? String(rows[part]) : "",
      name,
      ...[snapshot.scores, baselines.mean, baselines.linear].map((scores) => formatNumber(scores[name], 9)),
    ]),
  );
  const names = targetClasses(state) ? ["frequent", "logistic"] : ["mean", "linear"];
  return [table(["", "rows", "", "network", ...names]), ...figures];
}

function table([part = "", rows = "", name = "", ...figures]: readonly string[]): string {
  const columns = figures.map((figure) => figure.padStart(10));
  return `${part.padEnd(10)} ${rows.padStart(6)}  ${name.padEnd(4)} ${columns.join("")}`.trimEnd();
}
