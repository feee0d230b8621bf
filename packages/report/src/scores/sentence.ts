/** How good a model is, for a reader who is no statistician. */
import type { PartReport, Report } from "@epochal/core";
import { printable } from "@epochal/view";
import { scoreTableOf } from "./score-table.ts";
import { unseenPart } from "./unseen-part.ts";

/** Two sentences: how far predictions are off, or how many classes are right, on unseen rows; and what simpler models do there. */
export function sentenceLines(target: string, report: Report): string[] {
  const { name, part } = unseenPart(report);
  const rows = `${part.rows} rows that the model ${name === "train" ? "learned from" : "had not seen"}`;
  const about = printable(target);
  const { labels } = scoreTableOf(part.network);
  const { linear, mean } = verdicts(part);
  if (part.network.accuracy !== undefined) {
    const right = (model: "network" | "linear" | "mean") => percent(part[model].accuracy ?? 0);
    return [
      `${about}: right for ${right("network")} of ${rows};`,
      `${labels.linear}: ${right("linear")}${linear}, ${labels.mean}: ${right("mean")}${mean}.`,
    ];
  }
  const off = (model: "network" | "linear" | "mean") => Number(part[model].mae.toPrecision(2)).toString();
  return [
    `${about}: off by ${off("network")} on average, on ${rows};`,
    `a ${labels.linear} is off by ${off("linear")}${linear}, ${labels.mean} by ${off("mean")}${mean}.`,
  ];
}

/** Remarks on simpler models that do as well, by their RMSE or log loss. */
function verdicts({ network, linear, mean, errors }: PartReport): Readonly<Record<"linear" | "mean", string>> {
  const name = network.logLoss === undefined ? "rmse" : "logLoss";
  const own = network[name] ?? 0;
  const margin = (errors?.[name] ?? 0) / 2;
  // The sentence has no log loss: a model with a lower accuracy may be the better one by it.
  const by = name === "logLoss" ? " by log loss" : "";
  const lineScore = linear[name] ?? Infinity;
  const isLineBetter = lineScore <= own - 2 * margin;
  return {
    linear: isLineBetter ? ` (better${by}, and simpler)` : lineScore <= own + margin ? ` (as good${by})` : "",
    mean: (mean[name] ?? Infinity) <= own + margin ? ` (as good${by}: nothing was learned)` : "",
  };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
