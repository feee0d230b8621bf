/** How good the model is: predictions beside the truth, and scores beside those of models that cost nothing. */
import {
  curveData,
  exactAxis,
  extentOf,
  formatNumber,
  linearAxis,
  padExtent,
  predictCurve,
  predictSample,
  sampleConfusion,
  type RunState,
} from "@epochal/view";
import { chart } from "../charts/chart.ts";
import { dots, line } from "../charts/marks.ts";
import { figures, section, table } from "../html.ts";
import { scoreTableOf } from "../scores/score-table.ts";
import { PART_TITLES } from "../scores/unseen-part.ts";
import { classesOf, targetNames, type ReportSubject } from "../subject.ts";

export function accuracySection(subject: ReportSubject): string {
  const { state } = subject;
  const charts = state && !classesOf(subject) ? targetNames(subject).map((name, j) => fitChart(state, name, j)) : [];
  return section("How good it is", [figures([...charts, confusion(state), scores(subject)])]);
}

/** Charts of many targets are no longer looked at. */
const MAX_TARGETS = 4;

function fitChart(state: RunState, name: string, target: number): string {
  if (target >= MAX_TARGETS) return "";
  const inputs = state.started?.data.scalers.inputs.scale.length ?? 0;
  return inputs === 1 ? curveChart(state, name, target) : predictedChart(state, name, target);
}

const CURVE_POINTS = 120;

function curveChart(state: RunState, name: string, target: number): string {
  const data = curveData(state, { target, probe: undefined });
  const curve = data && predictCurve(state, target, data.x, CURVE_POINTS);
  if (!data || !curve) return "";
  const xLabel = state.started?.data.columns?.inputs[0]?.name ?? "input";
  return chart(
    {
      title: name,
      legend: [
        ["data", "data"],
        ["model", "model"],
      ],
      description: `${data.xs.length} rows of data, and the curve of the model`,
      x: exactAxis(data.x),
      y: linearAxis(data.y),
      xLabel,
    },
    (scales) => dots(data.xs, data.ys, scales) + line(curve.xs, curve.ys, scales, "model"),
  );
}

function predictedChart(state: RunState, name: string, target: number): string {
  const sample = predictSample(state, target);
  if (!sample) return "";
  const { actual, predicted, part } = sample;
  const both = padExtent(extentOf([...actual, ...predicted]), 0.02);
  const axis = linearAxis(both);
  return chart(
    {
      title: `${name}: predicted (up) over actual (right), ${part} rows${part === "training" ? ", which it has learned from" : ""}`,
      description: `${actual.length} ${part} rows, predicted over actual values; on the diagonal they are equal`,
      x: axis,
      y: axis,
      xLabel: `actual ${name}`,
    },
    (scales) => line([axis.min, axis.max], [axis.min, axis.max], scales, "guide") + dots(actual, predicted, scales),
  );
}

function confusion(state: RunState | undefined): string {
  const counted = state && sampleConfusion(state);
  if (!counted) return "";
  const { classes, matrix, part } = counted;
  const caption = `Rows of each class, by the class that was predicted (${part} rows)`;
  return scrolled(
    table(
      caption,
      ["actual", ...classes],
      matrix.map((row, c) => [classes[c]!, ...row.map(String)]),
    ),
  );
}

function scores(subject: ReportSubject): string {
  const report = subject.state?.finished?.report;
  if (!report) return "";
  const rows = (["test", "validation", "train"] as const).flatMap((name) => {
    const part = report[name];
    if (!part) return [];
    const { metrics, labels } = scoreTableOf(part.network);
    return MODELS.map((of) => [
      `${part.rows} ${PART_TITLES[name]} rows`,
      labels[of],
      ...metrics.map(([, metric]) => formatNumber(part[of][metric]).trim()),
    ]);
  });
  const { metrics } = scoreTableOf(report.train.network);
  return scrolled(
    table("Scores, by the rows they were measured on", ["rows", "model", ...metrics.map(([title]) => title)], rows),
  );
}

const MODELS = ["network", "linear", "mean"] as const;

function scrolled(html: string): string {
  return `<div class="scroll" tabindex="0" role="group">${html}</div>`;
}
