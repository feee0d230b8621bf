/** The scores of the network on each part of the data, beside those of the baselines. */
import type { PartReport, Report, TargetReport } from "@epochal/core";
import { padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { PARTS } from "./importance.ts";
import { figuresOf, scoreTableOf } from "./score-table.ts";
import { shortNumber } from "./short-number.ts";

/** A table for each target: numbers of different units are not averaged, but for R². */
export function reportLines(targets: readonly string[], report: Report): string[] {
  if (targets.length === 1 || !report.train.targets) return tableLines(targets[0] ?? "target", report, (part) => part);
  const tables = targets.flatMap((target, j) => tableLines(target, report, (part) => part.targets![j]!));
  const name = (["test", "validation", "train"] as const).find((one) => report[one])!;
  const part = report[name]!;
  const { labels } = scoreTableOf(part.network);
  const means = (["network", "linear"] as const).map((key) => `${figure(part[key].r2, "r2")} ${labels[key]}`);
  return [
    ...tables,
    `mean R² of the ${targets.length} targets on ${part.rows} ${PARTS[name]} rows: ${means.join(", ")}`,
  ];
}

function tableLines(target: string, report: Report, scoresOf: (part: PartReport) => TargetReport): string[] {
  const table = scoreTableOf(report.train.network);
  const header = line([printable(target), "rows", ...table.metrics.map(([title]) => title)], "");
  const parts = (["train", "validation", "test"] as const).flatMap((name) => {
    const part = report[name];
    if (!part) return [];
    return (["network", "linear", "mean"] as const).map((key, i) => {
      const figures = figuresOf(table, scoresOf(part)[key]).map((value, k) => figure(value, table.metrics[k]![1]));
      return line([i === 0 ? name : "", i === 0 ? String(part.rows) : "", ...figures], table.labels[key]);
    });
  });
  return [header, ...parts];
}

/** Four decimals for the scores whose best value is 1; a score that the rows do not define is a dash. */
function figure(value: number | undefined, name: string): string {
  if (value === undefined) return "–";
  if (["rmse", "mae"].includes(name)) return shortNumber(value);
  return value.toFixed(4).replace(/^-(0\.0+)$/, "$1");
}

function line([first = "", ...cells]: readonly string[], label: string): string {
  return `${padCellsEnd(first, 12)} ${cells.map((cell) => cell.padStart(11)).join(" ")}   ${label}`.trimEnd();
}
