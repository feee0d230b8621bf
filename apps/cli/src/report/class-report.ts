/** Which classes a model confuses, and whether its probabilities can be trusted. */
import type { PartReport, Report } from "@epochal/core";
import { cellWidth, padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { PART_TITLES, unseenPart } from "@epochal/report";

/** Classes with a row and a column each; of more, the most frequent confusions are listed. */
const MAX_CLASSES = 8;
const MAX_CONFUSIONS = 8;

/** The predicted classes of the rows that the network had not seen. No lines if the target is a number. */
export function confusionLines(classes: readonly string[], report: Report): string[] {
  const { name, part } = unseenPart(report);
  if (!part.classes) return [];
  const names = classes.map((one) => printable(one));
  const { confusion } = part.classes;
  const lines = names.length > MAX_CLASSES ? confusionList(names, confusion) : confusionTable(names, confusion);
  return [`predicted class (across) of each true class (down), ${PART_TITLES[name]} rows`, ...lines];
}

/** Whether the probabilities of these rows are right. */
export function calibrationLines(report: Report): string[] {
  const { name, part } = unseenPart(report);
  return part.classes ? [calibrationLine(part, `${PART_TITLES[name]} rows`)] : [];
}

type Confusion = readonly (readonly number[])[];

function confusionTable(names: readonly string[], confusion: Confusion): string[] {
  const first = Math.max(12, ...names.map(cellWidth));
  const widths = names.map((name) => Math.max(6, cellWidth(name)));
  const line = (title: string, cells: readonly string[]) =>
    `${padCellsEnd(title, first)} ${cells.map((cell, k) => " ".repeat(widths[k]! - cellWidth(cell)) + cell).join("  ")}`;
  return [line("", names), ...confusion.map((row, c) => line(names[c]!, row.map(String)))];
}

function confusionList(names: readonly string[], confusion: Confusion): string[] {
  const mistakes = confusion
    .flatMap((row, c) =>
      row.map((count, k) => ({ count, text: `${names[c]} predicted as ${names[k]}`, isWrong: c !== k })),
    )
    .filter(({ count, isWrong }) => isWrong && count > 0)
    .toSorted((a, b) => b.count - a.count);
  if (mistakes.length === 0) return ["no row is assigned to a wrong class"];
  const more = mistakes.length > MAX_CONFUSIONS ? [`… and ${mistakes.length - MAX_CONFUSIONS} rarer confusions`] : [];
  return [
    ...mistakes.slice(0, MAX_CONFUSIONS).map(({ count, text }) => `${String(count).padStart(7)}  ${text}`),
    ...more,
  ];
}

function calibrationLine({ network, classes }: PartReport, rows: string): string {
  const off = (100 * (network.calibrationError ?? 0)).toFixed(1);
  const { rows: count, confidence, accuracy } = classes!.reliability.reduce((a, b) => (b.rows > a.rows ? b : a));
  const example = `of ${count} predicted with about ${percent(confidence)} %, ${percent(accuracy)} % are right`;
  return `calibration: probabilities are off by ${off} points on average, on ${rows}; ${example}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}
