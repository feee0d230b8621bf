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
  if (part.network.accuracy !== undefined) {
    const right = (model: "network" | "linear" | "mean") => percent(part[model].accuracy ?? 0);
    return [
      `${about}: right for ${right("network")} of ${rows};`,
      `${labels.linear}: ${right("linear")}, ${labels.mean}: ${right("mean")}${verdict(part, "logLoss")}.`,
    ];
  }
  const off = (model: "network" | "linear" | "mean") => Number(part[model].mae.toPrecision(2)).toString();
  return [
    `${about}: off by ${off("network")} on average, on ${rows};`,
    `a ${labels.linear} is off by ${off("linear")}, ${labels.mean} by ${off("mean")}${verdict(part, "rmse")}.`,
  ];
}

/** Whether a simpler model does as well, if it does. */
function verdict({ network, linear, mean, errors }: PartReport, name: "rmse" | "logLoss"): string {
  const own = network[name] ?? 0;
  const margin = (errors?.[name] ?? 0) / 2;
  const isBelow = ({ [name]: other = Infinity }: PartReport["mean"], limit: number) => other <= limit;
  if (isBelow(mean, own + margin)) return ": nothing was learned";
  if (isBelow(linear, own - 2 * margin)) return ": better, and simpler";
  return isBelow(linear, own + margin) ? ": as good" : "";
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
