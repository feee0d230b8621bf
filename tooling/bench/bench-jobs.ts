/**
 * Whole jobs as users run them, each a process of its own, beside what they would use instead: time of the first run and of later ones,
 * processor time, peak memory and score. Then cross-validation and the ensemble on one core and on two. Prints tables and claims, and
 * writes them to `results/`. Exits with 0 only if all claims hold.
 *
 * `npm run bench:jobs`; `npm run bench:jobs -- notebook cv` runs some jobs and writes nothing. Needs a Python with pandas and
 * scikit-learn; see `python` for how to name another. Large tables to train on: `npm run bench:tables`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { leastOf, measureProcess, runProcess, type ProcessFigures } from "./jobs/measure-process.ts";
import { loadAverage } from "./machine/circumstances.ts";
import { parallelSpeed } from "./machine/parallel-speed.ts";
import { python } from "./machine/processor.ts";
import { describeConditions, markdownTable, median, showStatus, writeResult } from "./report.ts";

/** A program that does a job. */
interface Contestant {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The RMSE, from what it printed. Default: no score. */
  readonly score?: (output: string) => number;
}

interface Job {
  readonly name: string;
  readonly what: string;
  readonly contestants: readonly Contestant[];
  /** Our time on two cores has to be better than on one by `MIN_SPEEDUP`. */
  readonly usesCores?: true;
}

const WARM_ROUNDS = 3;
const MIN_SPEEDUP = 1.8;
const LARGE = { rows: 100_000, columns: 20, trainingRows: 5_000 };
/** One row of five is for the test. */
const TEST_SHARE = 5;

const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const cars = fileURLToPath(new URL("../../apps/examples/data/cars.csv", import.meta.url));
const peers = join(import.meta.dirname, "jobs", "job_peers.py");
const makeTable = fileURLToPath(new URL("../tables/large_peer.py", import.meta.url));

const requested = process.argv.slice(2);
const loadBefore = loadAverage();
const folder = mkdtempSync(join(tmpdir(), "epochal-jobs-"));
const file = (name: string) => join(folder, name);
const lines: string[] = [];
let missed = 0;
try {
  const all = jobs();
  const unknown = requested.find((name) => all.every((job) => job.name !== name));
  if (unknown !== undefined) {
    throw new RangeError(`bench:jobs: expected ${all.map(({ name }) => name).join(", ")}, got ${unknown}`);
  }
  for (const job of all) {
    if (requested.length === 0 || requested.includes(job.name)) lines.push(...(await runJob(job)));
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (requested.length === 0) {
  const method = `Each job is a process of its own. First: the first run, ours without compiled code in Node's cache. Time, processor time of all threads, and memory: the least of ${WARM_ROUNDS} later runs, in turns.`;
  const head = ["# Whole jobs", "", `${describeConditions(loadBefore)}.`, "", method, ""];
  writeResult(import.meta.dirname, "jobs.md", [...head, ...lines].join("\n"));
}
console.log(`${missed} claims missed`);
process.exitCode = missed === 0 ? 0 : 1;

function jobs(): readonly Job[] {
  const [train, test] = splitCars();
  const onTest = (model: string) => () => rmseOf(model, test);
  const printed = (output: string) => Number(output);
  const peer = (name: string, ...args: string[]): Contestant => ({ name, command: [python, peers, ...args] });
  return [
    {
      name: "notebook",
      what: "The notebook: 1-10-1, 1000 epochs, a line each 100, a prediction",
      contestants: [ours("epochal"), peer("Python, NumPy", "notebook")],
    },
    {
      name: "cars",
      what: "cars.csv: a model of four rows in five, RMSE on the others",
      usesCores: true,
      contestants: [
        ours("epochal train", onTest("cars.json"), "train", train, "--target", "mpg", "--save", file("cars.json")),
        { ...peer("pandas, MLPRegressor", "fit", "mlp", train, test, "mpg"), score: printed },
        { ...peer("pandas, HistGradientBoosting", "fit", "boosting", train, test, "mpg"), score: printed },
      ],
    },
    {
      name: "predict",
      what: `Predictions for ${LARGE.rows} × ${LARGE.columns} rows, as CSV`,
      contestants: predictors(),
    },
    {
      name: "cv",
      what: "cars.csv in 10 folds",
      usesCores: true,
      contestants: [
        ours("epochal train --cv 10", cvScore, "train", cars, "--target", "mpg", "--cv", "10"),
        { ...peer("MLPRegressor, 1 process", "cv", cars, "mpg", "1"), score: printed },
        { ...peer("MLPRegressor, 2 processes", "cv", cars, "mpg", "2"), score: printed },
      ],
    },
    {
      name: "search",
      what: "cars.csv: 20 trials on four rows in five, RMSE of the best on the others",
      contestants: [
        ours(
          "epochal search --trials 20",
          onTest("best.json"),
          "search",
          train,
          "--target=mpg",
          "--trials=20",
          `--save=${file("best.json")}`,
        ),
        { ...peer("RandomizedSearchCV of MLPRegressor", "search", train, test, "mpg"), score: printed },
      ],
    },
  ];
}

function ours(name: string, score?: (output: string) => number, ...args: string[]): Contestant {
  return { name, command: [process.execPath, command, ...args], ...(score && { score }) };
}

/** Both have their models before they are measured. */
function predictors(): readonly Contestant[] {
  if (requested.length > 0 && !requested.includes("predict")) return [];
  const make = (rows: number, seed: string, name: string) =>
    void runProcess(python, [makeTable, "make", String(rows), String(LARGE.columns), seed, file(name)]);
  make(LARGE.trainingRows, "5", "train.csv");
  make(LARGE.rows, "2", "rows.csv");
  for (const networks of ["1", "5"]) {
    const model = [
      "--target",
      "y",
      "--budget",
      "0.1",
      "--ensemble",
      networks,
      "--save",
      file(`large-${networks}.json`),
    ];
    runProcess(process.execPath, [command, "train", file("train.csv"), ...model]);
  }
  runProcess(python, [peers, "save", file("large.joblib"), file("train.csv"), "y"]);
  const shell = '"$0" "$1" predict "$2" "$3" > "$4"';
  const ofModel = (name: string, model: string): Contestant => ({
    name: `epochal predict, ${name}`,
    command: ["sh", "-c", shell, process.execPath, command, file(model), file("rows.csv"), file("ours.csv")],
  });
  return [
    ofModel("one network", "large-1.json"),
    ofModel("five networks", "large-5.json"),
    {
      name: "pandas, joblib, MLPRegressor",
      command: [python, peers, "predict", file("large.joblib"), file("rows.csv"), file("theirs.csv")],
    },
  ];
}

async function runJob({ name, what, contestants, usesCores }: Job): Promise<string[]> {
  const cold: ProcessFigures[] = [];
  const warm: ProcessFigures[][] = contestants.map(() => []);
  const outputs: string[] = [];
  for (let round = 0; round <= WARM_ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries()) {
      showStatus(`${name}, round ${round} of ${WARM_ROUNDS}: ${contestant.name}`);
      const [program, ...args] = contestant.command;
      // An empty folder for compiled code makes the first run cold.
      const figures = measureProcess(program, args, { NODE_COMPILE_CACHE: file(`compiled-${name}`) });
      if (round > 0) warm[i]!.push(figures);
      else {
        cold.push(figures);
        outputs.push(figures.output);
      }
    }
  }
  const rows = contestants.map((contestant, i) => {
    const { seconds, processor, memory } = leastOf(warm[i]!);
    const times = [cold[i]!.seconds, seconds, processor].map((value) => `${value.toFixed(2)} s`);
    return [contestant.name, ...times, `${memory.toFixed(0)} MB`, contestant.score?.(outputs[i]!).toFixed(2) ?? ""];
  });
  showStatus("");
  const head = ["", "first", "time", "processor", "memory", "RMSE"];
  const text = [`## ${what}`, "", ...markdownTable(head, rows)];
  if (usesCores) text.push(...(await compareCores(contestants[0]!)));
  console.log(text.join("\n"));
  return text;
}

/** Our time on one core compared with that on two, in turns, and what two threads can do at best on this machine. */
async function compareCores({ name, command: [program, ...args] }: Contestant): Promise<string[]> {
  if (spawnSync("taskset", ["-c", "0,1", "true"]).status !== 0)
    return ["- one core and two: no taskset here, not measured", ""];
  const seconds: Record<"0" | "0,1", number[]> = { "0": [], "0,1": [] };
  const machine: number[] = [];
  for (let round = 1; round <= WARM_ROUNDS; round++) {
    machine.push(await parallelSpeed());
    for (const cores of ["0", "0,1"] as const) {
      showStatus(`${name}, round ${round} of ${WARM_ROUNDS}: cores ${cores}`);
      seconds[cores].push(measureProcess("taskset", ["-c", cores, program, ...args]).seconds);
    }
  }
  showStatus("");
  const speedup = Math.min(...seconds["0"]) / Math.min(...seconds["0,1"]);
  const isMissed = speedup < MIN_SPEEDUP;
  if (isMissed) missed += 1;
  const possible = `two threads that only multiply got ${median(machine).toFixed(2)} times as much done as one`;
  const verdict = `${isMissed ? "missed" : "holds"}: ${speedup.toFixed(2)}, at least ${MIN_SPEEDUP}`;
  return [`- ${name}, time on one core ÷ on two: ${verdict}; ${possible}`, ""];
}

function splitCars(): readonly [string, string] {
  const [names, ...rows] = readFileSync(cars, "utf8").trim().split("\n");
  const write = (name: string, isIn: (index: number) => boolean) => {
    writeFileSync(file(name), [names, ...rows.filter((_, i) => isIn(i)), ""].join("\n"));
    return file(name);
  };
  return [write("cars-train.csv", (i) => i % TEST_SHARE > 0), write("cars-test.csv", (i) => i % TEST_SHARE === 0)];
}

/** On the rows of the test that have a target. */
function rmseOf(model: string, test: string): number {
  const [names, ...rows] = runProcess(process.execPath, [command, "predict", file(model), test])
    .trim()
    .split("\n");
  const [target, predicted] = ["mpg", "predicted_mpg"].map((name) => names!.split(",").indexOf(name));
  const pairs = rows.map((row) => row.split(",")).filter((cells) => cells[target!] !== "");
  const squares = pairs.map((cells) => (Number(cells[target!]) - Number(cells[predicted!])) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** The first number of the line of folds. */
function cvScore(output: string): number {
  return Number(/^10 folds +\d+ +([\d.]+)/m.exec(output)![1]);
}
