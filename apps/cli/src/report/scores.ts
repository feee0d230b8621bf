/** The scores of the network beside those of the baselines. */
import type { PartReport, Report, TargetReport } from "@epochal/core";
import { padCellsEnd } from "@epochal/view/cell-width";
import { printable } from "@epochal/view/printable";
import { plusMinus } from "../output/plus-minus.ts";
import { shortNumber } from "../output/short-number.ts";
import { PART_TITLES, scoreTableOf, unseenPart, type PartName } from "@epochal/report";

const MODELS = ["network", "linear", "mean"] as const;
/** The widths of the labels and of the figures; the first figures of a line have their errors, so that 80 columns are enough. */
const LABEL = 24;
const CELL = 18;
const NARROW_CELL = 12;
const TARGET_CELL = 14;
const MAX_WITH_ERRORS = 3;

/** A table for the rows that the network had not seen; of several targets one line for each. */
export function scoreLines(targets: readonly string[], report: Report): string[] {
  const { name, part } = unseenPart(report);
  const title = rowsTitle(name, part);
  return part.targets ? targetLines(targets, title, part) : tableLines(title, part, MAX_WITH_ERRORS);
}

/** The same figures on each part of the rows and for each target: numbers of different units are not averaged, but for R². */
export function allScoreLines(targets: readonly string[], report: Report): string[] {
  return (["train", "validation", "test"] as const).flatMap((name) => {
    const part = report[name];
    if (!part) return [];
    const title = rowsTitle(name, part);
    if (!part.targets) return tableLines(title, part);
    return part.targets.flatMap((one, j) => tableLines(`${printable(targets[j]!)}, ${title}`, one));
  });
}

function rowsTitle(name: PartName, { rows }: PartReport): string {
  return `${rows} ${PART_TITLES[name]} ${rows === 1 ? "row" : "rows"}`;
}

function tableLines(title: string, scores: TargetReport, maxMetrics = Infinity): string[] {
  const { labels } = scoreTableOf(scores.network);
  const models = MODELS.map((model) => ({
    label: labels[model],
    scores: scores[model],
    ...(model === "network" && scores.errors && { errors: scores.errors }),
  }));
  return modelLines(title, models, maxMetrics);
}

/** A model in a table: its scores, and the standard errors of some of them. */
export interface ScoredModel {
  readonly label: string;
  readonly scores: PartReport["network"];
  readonly errors?: PartReport["errors"];
}

/** A table with a line for each model. Errors are shown if the table is narrow enough. */
export function modelLines(title: string, models: readonly ScoredModel[], maxMetrics = MAX_WITH_ERRORS): string[] {
  const metrics = scoreTableOf(models[0]?.scores ?? {}).metrics.slice(0, maxMetrics);
  const isNarrow = metrics.length > MAX_WITH_ERRORS;
  const width = isNarrow ? NARROW_CELL : CELL;
  const headings = metrics.map(([heading]) => heading);
  const lines = models.map(({ label, scores, errors = {} }) => {
    const cells = metrics.map(([, name]) => figure(scores[name], name, isNarrow ? undefined : errors[name]));
    return line(label, cells, width);
  });
  return [line(title, headings, width), ...lines];
}

function targetLines(targets: readonly string[], title: string, part: PartReport): string[] {
  const { labels } = scoreTableOf(part.network);
  const means = (["network", "linear"] as const).map((key) => `${figure(part[key].r2, "r2")} ${labels[key]}`);
  return [
    line(title, ["off by", "a line", "the mean", "R²"], TARGET_CELL),
    ...part.targets!.map(({ network, errors, linear, mean }, j) =>
      line(
        printable(targets[j]!),
        [
          figure(network.mae, "mae", errors?.mae),
          figure(linear.mae, "mae"),
          figure(mean.mae, "mae"),
          figure(network.r2, "r2"),
        ],
        TARGET_CELL,
      ),
    ),
    `mean R² of the ${targets.length} targets: ${means.join(", ")}`,
  ];
}

/** Four decimals for the scores whose best value is 1; a score that the rows do not define is a dash. */
function figure(value: number | undefined, name: string, error?: number): string {
  if (value === undefined) return "–";
  if (["rmse", "mae"].includes(name)) return error === undefined ? shortNumber(value) : plusMinus([[value, error]])[0]!;
  const text = value.toFixed(4).replace(/^-(0\.0+)$/, "$1");
  return error === undefined ? text : `${text} ± ${error.toFixed(4)}`;
}

function line(label: string, cells: readonly string[], width: number): string {
  return `${padCellsEnd(label, LABEL)}${cells.map((cell) => ` ${cell}`.padStart(width)).join("")}`.trimEnd();
}
