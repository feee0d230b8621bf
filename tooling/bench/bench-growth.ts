/**
 * How training speed depends on the width of a network and on the batch size: our variants and the fastest others in one run.
 * Writes two charts to `results/`, and a page with their numbers and crossings.
 *
 * `npm run bench:growth`
 */
import { competitors } from "./comparison/competitors.ts";
import { describeCrossings } from "./chart/crossings.ts";
import { installPeers } from "./install-peers.ts";
import { renderChart, type Curve } from "./chart/log-log-chart.ts";
import { circumstances, loadAverage } from "./machine/circumstances.ts";
import { measure, type Result } from "./comparison/measure.ts";
import { describeConditions, markdownTable, showStatus, writeResult } from "./report.ts";
import { writeGrowthWorkload } from "./workloads.ts";

const WIDTH = 64;
const BATCH = 32;
const widths = [8, 16, 32, 64, 128, 256, 512, 1024];
const batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const peers = ["numpy-float32", "torch", "tfjs-wasm-hand", "jax-js"];
const turns = { rounds: 3, ms: 200 };

const ours = ["float64", "float32", "float64-wide", "float32-wide"];

const selected = competitors.filter(({ id }) => peers.includes(id) || ours.includes(id));

const loadBefore = loadAverage();
installPeers();
const allResults: Result[] = [];

const byWidth = await measureCurves("width", widths, (width) => [width, BATCH]);
const byBatch = await measureCurves("batch", batches, (batch) => [WIDTH, batch]);
showStatus("");

const facts = circumstances(loadBefore, allResults);
const text = [
  "# Training speed by size",
  "",
  `${describeConditions(loadBefore)}. Networks 8-w-w-1, ReLU, MSE, Adam; samples`,
  "per second of processor time, medians of interleaved turns.",
  "",
  ...section("Width", `batches of ${BATCH}`, "growth-width.svg", "width", byWidth),
  ...section("Batch", `8-${WIDTH}-${WIDTH}-1`, "growth-batch.svg", "batch", byBatch),
  "## Versions",
  "",
  ...Object.entries(facts.versions).map(([name, version]) => `- ${name}: ${version}`),
  "",
].join("\n");
writeResult(import.meta.dirname, "growth.md", text);
writeResult(import.meta.dirname, "growth.json", { ...facts, byWidth, byBatch });
console.log(text);

/** Measures a curve for each competitor, over widths or batch sizes, and writes its chart. */
async function measureCurves(
  what: "width" | "batch",
  values: readonly number[],
  sizes: (value: number) => [width: number, batch: number],
): Promise<Curve[]> {
  const curves = selected.map(({ id, name }) => ({ id, name, points: [] as { x: number; y: number }[] }));
  for (const x of values) {
    const results = await measure(selected, writeGrowthWorkload(...sizes(x)), turns, showStatus);
    allResults.push(...results);
    for (const result of results) {
      if ("failure" in result) console.log(`${what} ${x}: ${result.competitor.name}: ${result.failure}`);
      else curves.find(({ id }) => id === result.competitor.id)!.points.push({ x, y: result.rate });
    }
  }
  const fixed = what === "width" ? `batches of ${BATCH}` : `8-${WIDTH}-${WIDTH}-1`;
  const title = `Training speed against ${what}, ${fixed}`;
  const chart = renderChart(curves, { title, xLabel: what, yLabel: "samples/s" });
  writeResult(import.meta.dirname, `growth-${what}.svg`, chart);
  return curves;
}

/** The section of a chart: the picture, its numbers, and the crossings of our curves with the others. */
function section(title: string, fixed: string, picture: string, unit: string, curves: readonly Curve[]): string[] {
  const others = curves.filter(({ id }) => peers.includes(id));
  const own = curves.filter(({ id }) => ours.includes(id));
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))];
  const rows = curves.map(({ name, points }) => {
    const ys = xs.map((x) => points.find((point) => point.x === x)?.y);
    const cells = ys.map((y) => (y === undefined ? "–" : Math.round(Number(y.toPrecision(3))).toLocaleString("en")));
    return [name, ...cells];
  });
  return [
    `## ${title}, ${fixed}`,
    "",
    `![Samples a second against ${unit}](${picture})`,
    "",
    ...markdownTable([unit, ...xs.map(String)], rows),
    ...own.flatMap((curve) => others.map((other) => `- ${describeCrossings(curve, other, unit)}.`)),
    "",
  ];
}
