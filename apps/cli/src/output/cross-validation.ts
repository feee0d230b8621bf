/** A cross-validation as text: a line for each fold, and a table of all. */
import type { CrossValidation, FoldScores } from "@epochal/data";
import { plusMinus } from "./plus-minus.ts";
import { padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { shortNumber } from "./short-number.ts";

const ROWS = [
  ["network", "network"],
  ["straight line", "linear"],
  ["always the mean", "mean"],
  ["network − straight line", "difference"],
] as const;

const METRICS = [
  ["RMSE", "rmse"],
  ["MAE", "mae"],
  ["R²", "r2"],
] as const;

export function foldLine({ fold, folds, network, linear }: FoldScores): string {
  return `fold ${fold} of ${folds}: RMSE ${shortNumber(network.rmse)}, straight line ${shortNumber(linear.rmse)}`;
}

/** Means ± standard errors; without R² if a fold may have a single row, for which it is undefined. */
export function crossValidationLines(target: string, summary: CrossValidation): string[] {
  const isShown = (name: (typeof METRICS)[number][1]) =>
    ROWS.every(([, key]) => summary[key][name]) && (name !== "r2" || summary.rows >= 2 * summary.folds);
  const metrics = METRICS.filter(([, name]) => isShown(name));
  const columns = metrics.map(([, name]) =>
    plusMinus(ROWS.map(([, key]) => [summary[key][name]!.mean, summary[key][name]!.standardError])),
  );
  const header = line([printable(target), "rows", ...metrics.map(([title]) => title)], "");
  const parts = ROWS.map(([label], i) => {
    const first = i === 0 ? [`${summary.folds} folds`, String(summary.rows)] : ["", ""];
    return line([...first, ...columns.map((column) => column[i]!)], label);
  });
  return [header, ...parts];
}

function line([first = "", rows = "", ...cells]: readonly string[], label: string): string {
  return `${padCellsEnd(first, 12)} ${rows.padStart(6)} ${cells.map((cell) => cell.padStart(17)).join(" ")}   ${label}`.trimEnd();
}
