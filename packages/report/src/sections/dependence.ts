/** What the predictions depend on: the importance of columns, and the predictions over the values of each. */
import { classProbabilities, type ColumnImportance } from "@epochal/core";
import { exactAxis, extentOf, formatNumber, linearAxis, padExtent, type Axis } from "@epochal/view";
import { barChart } from "../charts/bars.ts";
import { chart } from "../charts/chart.ts";
import { dots, line } from "../charts/marks.ts";
import { figures, paragraph, section } from "../html.ts";
import { partialDependence, type Dependence } from "../partial-dependence.ts";
import { PART_TITLES } from "../scores/unseen-part.ts";
import { classesOf, targetNames, type ReportSubject } from "../subject.ts";

/** Columns that have a bar; the others matter less. */
const MAX_BARS = 12;
/** Columns that have a chart. */
const MAX_CHARTS = 6;
const KINDS = ["model", "data", "second"] as const;
/** Rows whose predictions are averaged. */
const MAX_ROWS = 60;

export function dependenceSection(subject: ReportSubject): string {
  const { model, state } = subject;
  if (!model) return "";
  const importance = state?.finished?.report.importance;
  const names =
    model.columns?.inputs.map(({ name }) => name) ?? model.scalers.inputs.scale.map((_, j) => `input ${j + 1}`);
  const ranked = importance?.columns.map(({ column }) => names.indexOf(column)).filter((j) => j >= 0) ?? names.keys();
  const charts = [...ranked]
    .slice(0, MAX_CHARTS)
    .flatMap((j) => partialDependence(model, j, rowsOf(subject)) ?? [])
    .map((dependence) => dependenceChart(subject, dependence));
  return section("What it depends on", [
    importance && importanceChart(importance.columns, importance.rows, importance.part, subject),
    charts.length > 0 ? paragraph(meaning(subject), "dim") : undefined,
    figures(charts),
  ]);
}

function importanceChart(
  columns: readonly ColumnImportance[],
  rows: number,
  part: "test" | "validation" | "train",
  subject: ReportSubject,
): string {
  const error = classesOf(subject) ? "log loss" : "error (RMSE)";
  const title = `How much the ${error} grows if a column is shuffled, on ${rows} ${PART_TITLES[part]} rows`;
  const shown = columns.slice(0, MAX_BARS);
  const bars = shown.map(({ column, growth, deviation }) => ({
    name: column,
    value: growth,
    text: `${formatNumber(growth).trim()} ± ${formatNumber(deviation).trim()}`,
  }));
  const words = bars.map(({ name, text }) => `${name} ${text}`).join(", ");
  return barChart(title, `${title}: ${words}`, bars);
}

/** Rows of the training, else one row in the middle of all columns. */
function rowsOf({ model, state }: ReportSubject): readonly (readonly number[])[] {
  const rows = state?.started?.data.sample.train.x;
  if (!rows || rows.length === 0) return middleRows(model!.scalers.inputs);
  const step = Math.max(1, rows.length / MAX_ROWS);
  return Array.from({ length: Math.min(rows.length, MAX_ROWS) }, (_, i) => rows[Math.floor(i * step)]!);
}

/** The middle, and two rows that only span the values of each column. */
function middleRows({ offset, scale }: { offset: ArrayLike<number>; scale: ArrayLike<number> }): number[][] {
  return [-2, 0, 2].map((deviations) => Array.from(offset, (middle, j) => middle + deviations * scale[j]!));
}

function meaning(subject: ReportSubject): string {
  const rows = subject.state
    ? "with all other columns as they are in the data, averaged"
    : "with all other columns near their means";
  return classesOf(subject)
    ? `The predicted probability over each column, ${rows}.`
    : `The prediction over each column, ${rows}.`;
}

function dependenceChart(subject: ReportSubject, { column, at, predicted }: Dependence): string {
  const classes = classesOf(subject);
  const [target = ""] = targetNames(subject);
  // For two classes the probability of the second says it all; for several classes that of the first three.
  const outputs = predicted.map((values) =>
    classes && values.length > 1 ? [...classProbabilities(Float64Array.from(values), values.length)] : values,
  );
  const shown = classes && classes.length > 2 ? [0, 1, 2].slice(0, classes.length) : [0];
  const ys = shown.map((j) => outputs.map((values) => values[j]!));
  const isMany = classes !== undefined && classes.length > 2;
  const what = classes ? (isMany ? "probability" : `probability of ${classes[1]}`) : target;
  const y = classes ? exactAxis({ min: 0, max: 1 }) : linearAxis(padExtent(extentOf(ys.flat()), 0.1));
  const isNumber = typeof at[0] === "number";
  const xs = isNumber ? (at as readonly number[]) : at.map((_, i) => i);
  const x = isNumber ? exactAxis(extentOf(xs), 5) : categoryAxis(at as readonly string[]);
  return chart(
    {
      title: `${what} over ${column}`,
      description: `${what} over ${column}: from ${formatNumber(ys[0]![0]).trim()} to ${formatNumber(ys[0]!.at(-1)).trim()}`,
      x,
      y,
      ...(isMany && { legend: shown.map((j, k) => [classes[j]!, KINDS[k]!] as const) }),
      xLabel: column,
      width: 300,
      height: 200,
    },
    (scales) => ys.map((values, k) => (isNumber ? line : dots)(xs, values, scales, KINDS[k]!)).join(""),
  );
}

const MAX_LETTERS = 9;

/** A tick for each category, at equal distances. */
function categoryAxis(names: readonly string[]): Axis {
  const { length } = names;
  const every = Math.ceil(length / 5);
  return {
    min: 0,
    max: length - 1,
    scale: "linear",
    position: (value) => (value + 0.5) / length,
    value: (position) => position * length - 0.5,
    ticks: names.flatMap((name, value) =>
      value % every === 0
        ? [{ value, label: name.length > MAX_LETTERS ? `${name.slice(0, MAX_LETTERS - 1)}…` : name }]
        : [],
    ),
  };
}
