/** A cross-validation as text: a line for each fold, and a table of all. */
import type { CrossValidation, FoldScores } from "@epochal/data";
import { plusMinus } from "../output/plus-minus.ts";
import { padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { scoreTableOf } from "@epochal/report";
import { shortNumber } from "../output/short-number.ts";

export function foldLine({ fold, folds, network, linear }: FoldScores): string {
  const { logLoss } = network;
  const [title, name] = logLoss === undefined ? (["RMSE", "rmse"] as const) : (["log loss", "logLoss"] as const);
  const { labels } = scoreTableOf(network);
  return `fold ${fold} of ${folds}: ${title} ${shortNumber(network[name]!)}, ${labels.linear} ${shortNumber(linear[name]!)}`;
}

/** Means ± standard errors; without R² if a fold may have a single row, for which it is undefined. */
export function crossValidationLines(target: string, summary: CrossValidation): string[] {
  const { metrics: all, labels } = scoreTableOf(summary.network);
  const rows = { ...labels, difference: `${labels.network} − ${labels.linear}` };
  const keys = Object.keys(rows) as (keyof typeof rows)[];
  const metrics = all.filter(
    ([, name]) => keys.every((key) => summary[key][name]) && (name !== "r2" || summary.rows >= 2 * summary.folds),
  );
  const columns = metrics.map(([, name]) =>
    plusMinus(keys.map((key) => [summary[key][name]!.mean, summary[key][name]!.standardError])),
  );
  const header = line([printable(target), "rows", ...metrics.map(([title]) => title)], "");
  const parts = keys.map((key, i) => {
    const first = i === 0 ? [`${summary.folds} folds`, String(summary.rows)] : ["", ""];
    return line([...first, ...columns.map((column) => column[i]!)], rows[key]);
  });
  return [header, ...parts];
}

function line([first = "", rows = "", ...cells]: readonly string[], label: string): string {
  return `${padCellsEnd(first, 12)} ${rows.padStart(6)} ${cells.map((cell) => cell.padStart(17)).join(" ")}   ${label}`.trimEnd();
}
