/** The results of the comparison as Markdown: a table for each workload, and the claims. */
import { bestJavaScript, type CheckedClaim } from "./claims.ts";
import type { Circumstances } from "../machine/circumstances.ts";
import { describeConditions, markdownTable } from "../report.ts";
import type { Result } from "./measure.ts";
import type { Workload } from "../workloads.ts";

export interface WorkloadResults {
  readonly workload: Workload;
  readonly results: readonly Result[];
}

export function renderPeers(
  circumstances: Circumstances,
  measured: readonly WorkloadResults[],
  claims: readonly CheckedClaim[],
): string {
  const { versions, loadBefore } = circumstances;
  const claimRows = claims.map(({ workload, names, than, atLeast, ratio, holds }) => [
    workload,
    `${names[0]} ÷ ${names[1]}${than === bestJavaScript ? ` (${bestJavaScript})` : ""}`,
    `${atLeast} ×`,
    ratio === undefined ? "not measured" : `${significant(ratio)} ×`,
    holds ? "holds" : "missed",
  ]);
  const lines = [
    "# Comparison with other libraries",
    "",
    `${describeConditions(loadBefore)}.`,
    "Full training steps: forward, loss, backward, update. Medians of interleaved turns, by processor time; with two threads by",
    "wall time. ± is half of the interquartile range.",
    "",
    ...measured.flatMap(({ workload, results }) => renderWorkload(workload, results)),
    "## Claims",
    "",
    ...markdownTable(["workload", "ratio", "at least", "measured", ""], claimRows),
    "## Versions",
    "",
    ...Object.entries(versions).map(([name, version]) => `- ${name}: ${version}`),
    "",
  ];
  return lines.join("\n");
}

export function renderWorkload(workload: Workload, results: readonly Result[]): string[] {
  const isFullBatch = workload.batchSize === workload.rows;
  const unit = isFullBatch ? "epochs/s" : "samples/s";
  const perUnit = isFullBatch ? workload.rows : 1;
  const measured = results.flatMap((result) => ("rate" in result ? [result] : [])).toSorted((a, b) => b.rate - a.rate);
  const ours = measured.find(({ competitor }) => competitor.family === "epochal");
  const measuredRows = measured.map(({ competitor, rate, spread, firstLoss, lastLoss }) => [
    competitor.name,
    Math.round(Number((rate / perUnit).toPrecision(3))).toLocaleString("en"),
    `${(100 * spread).toFixed(0)} %`,
    ours ? `${significant(ours.rate / rate)} ×` : "",
    `${firstLoss.toPrecision(3)} → ${lastLoss.toPrecision(3)}`,
    [competitor.differs, competitor.threads > 1 ? "by wall time" : undefined].filter(Boolean).join(", "),
  ]);
  const failedRows = results.flatMap((result) =>
    "failure" in result ? [[result.competitor.name, "–", "", "", "", result.failure.replaceAll("|", "/")]] : [],
  );
  const head = ["library", unit, "±", "our fastest ÷ it", "its loss", ""];
  return [
    `## ${workload.name}: ${describeWorkload(workload)}`,
    "",
    ...markdownTable(head, [...measuredRows, ...failedRows]),
  ];
}

function describeWorkload({ inputs, units, loss, optimizer, batchSize, rows }: Workload): string {
  const losses = { meanSquaredError: "MSE", softmaxCrossEntropy: "softmax cross-entropy" };
  const optimizers = { gradientDescent: "gradient descent", adam: "Adam" };
  const batch =
    batchSize === rows ? `full batch of ${rows}` : `batches of ${batchSize} of ${rows.toLocaleString("en")} rows`;
  return `${[inputs, ...units].join("-")} ReLU, ${losses[loss]}, ${optimizers[optimizer]}, ${batch}`;
}

/** Two significant digits, or all digits of an integer from 100. */
function significant(ratio: number): string {
  return ratio >= 100 ? ratio.toFixed(0) : String(Number(ratio.toPrecision(2)));
}
