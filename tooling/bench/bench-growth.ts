/**
 * How cost grows: samples a second against the width of a network and against the batch, ours beside the fastest others, in one run;
 * two pictures in `results/`, and beside them where the curves cross.
 *
 * `npm run bench:growth`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { competitors } from "./competitors.ts";
import { describeCrossings } from "./crossings.ts";
import type { Curve } from "./curve.ts";
import { installPeers } from "./install-peers.ts";
import { renderChart } from "./log-log-chart.ts";
import { circumstances, loadNow } from "./machine.ts";
import { measure, type Result } from "./measure.ts";
import { say } from "./say.ts";
import { writeGrowthWorkload } from "./workloads.ts";

const WIDTH = 64;
const BATCH = 32;
const widths = [8, 16, 32, 64, 128, 256, 512, 1024];
const batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const peers = ["numpy-float32", "torch", "tfjs-wasm-hand", "jax-js"];
const turns = { rounds: 3, ms: 200 };

const ours = ["float64", "float32"];

const chosen = competitors.filter(({ id }) => peers.includes(id) || ours.includes(id));

const loadBefore = loadNow();
installPeers();
const seen: Result[] = [];
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });

const byWidth = await grow("width", widths, (width) => [width, BATCH]);
const byBatch = await grow("batch", batches, (batch) => [WIDTH, batch]);
say("");

const { date, machine, node, versions } = circumstances(loadBefore, seen);
const text = [
  "# How cost grows",
  "",
  `${date.slice(0, 10)}, ${machine}, Node ${node}; load before it began: ${loadBefore.toFixed(1)}. Networks 8-w-w-1, ReLU, MSE, Adam; samples`,
  "per second of processor time, medians of interleaved turns.",
  "",
  ...section("Width", `batches of ${BATCH}`, "growth-width.svg", "width", byWidth),
  ...section("Batch", `8-${WIDTH}-${WIDTH}-1`, "growth-batch.svg", "batch", byBatch),
  "## Versions",
  "",
  ...Object.entries(versions).map(([name, version]) => `- ${name}: ${version}`),
  "",
].join("\n");
writeFileSync(join(folder, "growth.md"), text);
writeFileSync(
  join(folder, "growth.json"),
  `${JSON.stringify({ date, machine, node, versions, loadBefore, byWidth, byBatch }, undefined, 1)}\n`,
);
console.log(text);

/** A curve for each competitor, over the values of what grows. */
async function grow(
  what: "width" | "batch",
  values: readonly number[],
  sizes: (value: number) => [width: number, batch: number],
): Promise<Curve[]> {
  const curves = chosen.map(({ id, name }) => ({ id, name, points: [] as { x: number; y: number }[] }));
  for (const x of values) {
    const results = await measure(chosen, writeGrowthWorkload(...sizes(x)), turns, say);
    seen.push(...results);
    for (const result of results) {
      if ("failure" in result) console.log(`${what} ${x}: ${result.competitor.name}: ${result.failure}`);
      else curves.find(({ id }) => id === result.competitor.id)!.points.push({ x, y: result.rate });
    }
  }
  const fixed = what === "width" ? `batches of ${BATCH}` : `8-${WIDTH}-${WIDTH}-1`;
  const chart = renderChart(curves, {
    title: `Training speed against ${what}, ${fixed}`,
    xLabel: what,
    yLabel: "samples/s",
  });
  writeFileSync(join(folder, `growth-${what}.svg`), chart);
  return curves;
}

/** The picture, its numbers, and where others overtake ours or are overtaken. */
function section(title: string, fixed: string, picture: string, unit: string, curves: readonly Curve[]): string[] {
  const others = curves.filter(({ id }) => peers.includes(id));
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))];
  return [
    `## ${title}, ${fixed}`,
    "",
    `![Samples a second against ${unit}](${picture})`,
    "",
    `| ${unit} | ${xs.join(" | ")} |`,
    `| --- |${" --- |".repeat(xs.length)}`,
    ...curves.map(({ name, points }) => {
      const cells = xs.map((x) => {
        const y = points.find((point) => point.x === x)?.y;
        return y === undefined ? "–" : Math.round(Number(y.toPrecision(3))).toLocaleString("en");
      });
      return `| ${name} | ${cells.join(" | ")} |`;
    }),
    "",
    ...curves
      .filter(({ id }) => ours.includes(id))
      .flatMap((curve) => others.map((other) => `- ${describeCrossings(curve, other, unit)}.`)),
    "",
  ];
}
