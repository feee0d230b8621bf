/** A search as text: a line for each result, and a table of the best trials. */
import { formatSettings, formatValue, type TrialReport, type TrialReportedEvent } from "@epochal/search";
import { shortNumber } from "../output/short-number.ts";

/** Lines of the table. */
const MAX_TRIALS = 10;

/** @param epochs of a trial that is trained in full. */
export function trialLine(
  event: TrialReportedEvent<unknown>,
  trials: number,
  epochs: number,
  bestLoss: number,
): string {
  const { trial, epoch, loss, settings, best, isEnded } = event;
  const end = isEnded && epoch < epochs ? ", ended early" : "";
  const others = best === trial ? "the best so far" : `best ${lossText(bestLoss)}, trial ${best}`;
  return `trial ${trial} of ${trials}, epoch ${epoch} of ${epochs}${end}: loss ${lossText(loss)} (${others}) ${formatSettings(settings)}`;
}

/** The best trials, best first, with a column for each setting. */
export function trialTable(trials: readonly TrialReport<unknown>[], names: readonly string[]): string[] {
  const shown = trials.slice(0, MAX_TRIALS);
  const rows = [
    ["trial", "epochs", "loss", ...names],
    ...shown.map(({ trial, epoch, loss, settings }) => [
      `${trial}${trial === 1 ? " (usual)" : ""}`,
      String(epoch),
      lossText(loss),
      ...names.map((name) => (settings[name] === undefined ? "–" : formatValue(settings[name]))),
    ]),
  ];
  const widths = rows[0]!.map((_, j) => Math.max(...rows.map((row) => row[j]!.length)));
  const more = trials.length - shown.length;
  return [
    ...rows.map((row) =>
      row.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))).join("  "),
    ),
    ...(more > 0 ? [`… and ${more} worse ${more === 1 ? "trial" : "trials"}`] : []),
  ];
}

export function lossText(loss: number): string {
  return Number.isFinite(loss) ? shortNumber(loss) : "diverged";
}
