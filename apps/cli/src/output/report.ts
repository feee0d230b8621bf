/** The errors of the network on each part of the data, beside those of a straight line and of the mean. */
import type { Report, Scores } from "@epochal/core";
import { padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { shortNumber } from "./short-number.ts";

const ROWS = [
  ["network", "network"],
  ["straight line", "linear"],
  ["always the mean", "mean"],
] as const;

export function reportLines(target: string, report: Report): string[] {
  const header = line([printable(target), "rows", "RMSE", "MAE", "R²"], "");
  const parts = (["train", "validation", "test"] as const).flatMap((name) => {
    const part = report[name];
    if (!part) return [];
    return ROWS.map(([label, key], i) =>
      line([i === 0 ? name : "", i === 0 ? String(part.rows) : "", ...figures(part[key])], label),
    );
  });
  return [header, ...parts];
}

function figures({ rmse, mae, r2 }: Scores): string[] {
  return [shortNumber(rmse), shortNumber(mae), r2?.toFixed(4).replace(/^-(0\.0+)$/, "$1") ?? "–"];
}

function line([first = "", ...cells]: readonly string[], label: string): string {
  return `${padCellsEnd(first, 12)} ${cells.map((cell) => cell.padStart(11)).join(" ")}   ${label}`.trimEnd();
}
