/**
 * The quality of the default recipe, compared with scikit-learn's defaults on the same rows (tooling/oracle/tables.py): RMSE
 * or, for classes, log loss on the test rows of each split. Exits with 0 only if all claims hold.
 *
 * `npm run report:tables -- [--tables folder] [--only name,name]`
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { compare, geometricMean, mean, type Comparison } from "./compare.ts";
import { readTables } from "./tables.ts";
import type { Task, TaskResult } from "./evaluate-split.ts";

const WORKERS = 2;
/** The time of all trainings, on two processor cores that do nothing else. */
const MAX_MINUTES = 15;
/** How many percent of the test rows intervals of 90 % should hold: on average, on each table of 60 rows, in each third of the predictions. */
const COVERAGE = { mean: [88, 92], table: [85, 95], third: 82 } as const;
const MIN_ROWS_FOR_COVERAGE = 60;
/** How many percent of the test rows sets of classes of 90 % should hold. */
const CLASS_COVERAGE = { least: 90, most: 93, aboveAccuracy: 1 };

const { only, tables: folder } = parseArgs({
  options: { only: { type: "string" }, tables: { type: "string" } },
}).values;
const tables = [...readTables(folder)].filter(([name]) => only?.split(",").includes(name) ?? true);
const { tables: peers } = JSON.parse(readFileSync(new URL("peers.json", import.meta.url), "utf8")) as {
  tables: Record<string, { hash: string; losses: Record<string, number[]> } | undefined>;
};
const missing = tables.filter(([name, { hash }]) => peers[name]?.hash !== hash);
if (missing.length > 0) {
  const names = missing.map(([name]) => name).join(", ");
  throw new Error(`peers.json lacks these tables with these splits: ${names}; see tooling/oracle/tables.py`);
}

const results = await evaluate(
  // The largest first, so that no worker waits long for the other one.
  tables
    .toSorted(([, a], [, b]) => b.dataset.x.length - a.dataset.x.length)
    .flatMap(([name, table]) => table.splits.map((_, split): Task => ({ name, table, split }))),
);
const seconds = [...results.values()].reduce((sum, result) => sum + result.seconds, 0);
const minutes = seconds / WORKERS / 60;

const failures: string[] = [];
const ratios: number[] = [];
/** Percentages of test rows, by table: of all rows, and of each third of the predictions. */
const coverages: { all: number; thirds: number[] }[] = [];
console.log(
  "| table | rows × inputs | recipe | best peer | ratio ± error | to MLP ± error | 90 % holds (thirds) | seconds each |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const [name, { dataset, classes, splits }] of tables) {
  const ours = splits.map((_, split) => results.get(`${name} ${split}`)!);
  const losses = ours.map(({ loss }) => loss);
  const theirs = peers[name]!.losses;
  const [peer] = Object.keys(theirs).toSorted((a, b) => mean(theirs[a]!) - mean(theirs[b]!));
  const best = compare(losses, theirs[peer!]!);
  const mlp = compare(losses, theirs.MLP!);
  const coverage = coverageOf(ours);
  const cells = [
    name,
    `${dataset.rows} × ${dataset.inputs}`,
    mean(losses).toPrecision(4),
    `${mean(theirs[peer!]!).toPrecision(4)} ${peer}`,
    show(best),
    show(mlp),
    `${coverage.all.toFixed(1)} % (${coverage.thirds.map((share) => share.toFixed(0)).join(", ")})`,
    mean(ours.map((result) => result.seconds)).toFixed(1),
  ];
  console.log(`| ${cells.join(" | ")} |`);
  if (classes) {
    if (best.difference > best.error) failures.push(`${name}: log loss above that of ${peer} by more than its error`);
    const tested = ours.flatMap(({ rows }) => rows).reduce((sum, count) => sum + count, 0);
    const accuracy = (100 * ours.reduce((sum, { correct }) => sum + correct, 0)) / tested;
    // A set always has the most probable class, so it holds at least as many rows as this class is right for.
    const bounds = [
      CLASS_COVERAGE.least,
      Math.max(CLASS_COVERAGE.most, accuracy + CLASS_COVERAGE.aboveAccuracy),
    ] as const;
    const held = `sets of classes hold ${coverage.all.toFixed(1)} %, the most probable class ${accuracy.toFixed(1)} %`;
    console.log(`${name}: ${held}`);
    if (!isWithin(coverage.all, bounds)) failures.push(`${name}: ${held}`);
    continue;
  }
  ratios.push(best.ratio);
  coverages.push(coverage);
  if (dataset.rows >= MIN_ROWS_FOR_COVERAGE && !isWithin(coverage.all, COVERAGE.table))
    failures.push(`${name}: intervals hold ${coverage.all.toFixed(1)} %`);
  if (mlp.difference > mlp.error) failures.push(`${name}: worse than MLP by more than its error`);
  if (best.ratio > 1.25) failures.push(`${name}: more than 1.25 times the best peer's error`);
}
if (ratios.length > 0) {
  const ratio = geometricMean(ratios);
  const above = ratios.filter((value) => value > 1.1).length;
  console.log(`${ratios.length} tables: ${ratio.toFixed(3)} times the best peer's error; ${above} above 1.10`);
  if (ratio > 0.9) failures.push(`${ratio.toFixed(3)} times the best peer's error, expected at most 0.90`);
  if (above > 1) failures.push(`${above} tables above 1.10 times the best peer's error, expected at most 1`);
  const held = mean(coverages.map(({ all }) => all));
  const thirds = [0, 1, 2].map((third) => mean(coverages.map((coverage) => coverage.thirds[third]!)));
  const shown = thirds.map((share) => share.toFixed(1)).join(", ");
  console.log(`intervals of 90 % hold ${held.toFixed(1)} %, in thirds of the predictions ${shown} %`);
  if (!isWithin(held, COVERAGE.mean)) failures.push(`intervals hold ${held.toFixed(1)} % on average`);
  if (Math.min(...thirds) < COVERAGE.third) failures.push(`intervals hold ${shown} % in thirds of the predictions`);
}
if (minutes > MAX_MINUTES) failures.push(`${minutes.toFixed(1)} minutes, expected at most ${MAX_MINUTES}`);
for (const failure of failures) console.log(failure);
console.log(`${minutes.toFixed(1)} minutes of two processor cores, ${failures.length} claims missed`);
process.exitCode = failures.length > 0 ? 1 : 0;

function show({ ratio, ratioError }: Comparison): string {
  return `${ratio.toFixed(3)} ± ${ratioError.toFixed(3)}`;
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}

/** Percentages of the test rows of all splits. */
function coverageOf(splits: readonly TaskResult[]): { all: number; thirds: number[] } {
  const inThirds = (name: "rows" | "covered") =>
    [0, 1, 2].map((third) => splits.reduce((sum, result) => sum + result[name][third]!, 0));
  const [rows, covered] = [inThirds("rows"), inThirds("covered")];
  return {
    all: (100 * mean(covered)) / mean(rows),
    thirds: covered.map((count, third) => (100 * count) / rows[third]!),
  };
}

/** Evaluates the tasks in worker threads and prints a line on standard error for each table that is finished; results by table and split. */
async function evaluate(tasks: readonly Task[]): Promise<Map<string, TaskResult>> {
  const found = new Map<string, TaskResult>();
  const queue = [...tasks];
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("evaluate-split.ts", import.meta.url));
      const next = () => {
        const task = queue.shift();
        if (!task) return void worker.terminate().then(() => resolve(), reject);
        worker.once("message", (result: TaskResult) => {
          found.set(`${task.name} ${task.split}`, result);
          if (task.table.splits.every((_, split) => found.has(`${task.name} ${split}`)))
            console.error(`${task.name} is finished: ${found.size} of ${tasks.length} splits`);
          next();
        });
        worker.postMessage(task);
      };
      worker.once("error", reject);
      next();
    });
  await Promise.all(Array.from({ length: WORKERS }, work));
  return found;
}
