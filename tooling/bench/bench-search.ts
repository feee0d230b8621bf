/**
 * The gain and the cost of a search. Without arguments all four parts; with their names only these. Each writes its own file of results.
 *
 * - `quality`: the best of 30 trials compared with the default recipe.
 * - `halving`: the epochs that successive halving needs for the best of random search, over ten seeds.
 * - `simulation`: 100,000 trials on a virtual clock, with 1 to 1,000 workers.
 * - `jobs`: the time of the command with `--jobs 1` and `--jobs 2`; only a machine without other load gives a valid figure.
 *
 * `npm run bench:search`
 */
import { loadAverage } from "./machine/circumstances.ts";
import { describeConditions, markdownTable, median, showStatus, writeResult } from "./report.ts";
import { measureJobs } from "./search/jobs.ts";
import { comparePairs } from "./search/pairs.ts";
import { measureQuality } from "./search/quality.ts";
import { measureSchedule } from "./search/schedule.ts";
import { simulate } from "./search/simulate.ts";
import { tables } from "./search/tables.ts";

const SEEDS = 10;
const MAX_RATIO = 0.4;
const MIN_SPEEDUP = 1.8;
/** A single network for each trial, so that 10 seeds of 30 trials take minutes: the command trains ten, over as many epochs. */
const ENSEMBLE = 1;
const SIMULATED_TRIALS = 100_000;
const SIMULATED_WORKERS = [1, 10, 100, 1000];

let areClaimsTrue = true;

const parts: Readonly<Record<string, () => Promise<string[]>>> = { quality, halving, simulation, jobs };
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  console.error(`bench:search: there is no part ${unknown}: choose from ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}

for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  const conditions = describeConditions(loadAverage());
  const [title, ...lines] = await parts[name]!();
  showStatus("");
  const text = [`# ${title}`, "", `${conditions}.`, "", ...lines].join("\n").trimEnd();
  writeResult(import.meta.dirname, `search-${name}.md`, `${text}\n`);
  console.log(text);
}
process.exit(areClaimsTrue ? 0 : 1);

/** A line that states a claim and whether it holds. */
function claim(isTrue: boolean, what: string): string {
  areClaimsTrue &&= isTrue;
  return `${isTrue ? "Holds" : "Does not hold"}: ${what}.`;
}

async function quality(): Promise<string[]> {
  const rows: string[][] = [];
  let isBetter = true;
  for (const table of tables) {
    showStatus(`quality: ${table.name}`);
    const one = await measureQuality(table, 2);
    isBetter &&= one.bestLoss < one.usualLoss;
    const numbers = [one.usualLoss, one.bestLoss, one.usualTest, one.bestTest].map((value) => value.toPrecision(4));
    rows.push([table.name, ...numbers, String(one.bestTrial), one.settings]);
    console.error(`quality: ${rows.at(-1)!.join(", ")}`);
  }
  return [
    "The best of 30 trials and the default recipe",
    "The held-out loss chose the trial; RMSE, or log loss for classes, on test rows that no trial has seen. Default space, seed 0.",
    "",
    ...markdownTable(["table", "held-out loss, default", "best", "test, default", "best", "trial", "settings"], rows),
    claim(isBetter, "within 30 trials the search has a lower held-out loss than the default recipe on each table"),
  ];
}

async function halving(): Promise<string[]> {
  const start = performance.now();
  const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
  const tasks = tables.flatMap(({ name: table }) => seeds.map((seed) => ({ table, seed, ensemble: ENSEMBLE })));
  const pairs = await comparePairs(tasks, ({ table, seed }, { randomEpochs, ratio }) =>
    console.error(`halving: ${table}, seed ${seed}: ${percent(ratio)} of ${randomEpochs} epochs`),
  );
  const minutes = (performance.now() - start) / 60_000;
  const ratios = tables.map(({ name }) => pairs.filter((_, i) => tasks[i]!.table === name).map(({ ratio }) => ratio));
  const rows = ratios.map((ofTable, i) => [
    tables[i]!.name,
    percent(median(ofTable)),
    percent(Math.min(...ofTable)),
    percent(Math.max(...ofTable)),
    `${ofTable.filter((ratio) => ratio === Infinity).length}`,
  ]);
  return [
    "Epochs until the best of random search is reached",
    `Random search trains 30 trials in full; halving takes the same trials in the same order, and further ones. Over ${SEEDS} seeds, with the default space and the command's own budget, one network with validation rows of its own for each trial; measured in ${minutes.toFixed(0)} minutes. Not reached: halving needs more epochs than random search.`,
    "",
    ...markdownTable(["table", "median", "least", "most", "seeds not reached"], rows),
    claim(
      ratios.every((ofTable) => median(ofTable) <= MAX_RATIO),
      `on each table halving reaches it with at most ${percent(MAX_RATIO)} of the epochs, by the median`,
    ),
  ];
}

async function simulation(): Promise<string[]> {
  const rows = SIMULATED_WORKERS.flatMap((workers) =>
    [undefined, 1, 2, 4, 8].map((factor) => {
      const lookahead = factor && Math.max(8, factor * workers);
      showStatus(`simulation: ${workers} workers, lookahead ${lookahead}`);
      const { idle, waste, epochs, rank } = simulate({ workers, trials: SIMULATED_TRIALS, lookahead });
      return [
        String(workers),
        lookahead === undefined ? "none" : String(lookahead),
        percent(idle),
        percent(waste),
        percent(epochs),
        String(rank),
      ];
    }),
  );
  return [
    "Simulated: idle workers and wasted epochs",
    `${SIMULATED_TRIALS.toLocaleString("en")} trials on a virtual clock; the speeds of trials are log-normal with σ = 0.5. Without a lookahead decisions depend on the order of the results. Idle: time of workers without a task. Waste: epochs of trials that are not among the best third of their whole rung. Epochs: of those of all trials in full. Rank of the best trial among all.`,
    "",
    ...markdownTable(
      ["workers", "lookahead", "idle", "waste", "epochs", "rank"],
      [...new Map(rows.map((row) => [row.join(), row])).values()],
    ),
  ];
}

async function jobs(): Promise<string[]> {
  showStatus("jobs");
  const schedule = await measureSchedule();
  const { one, two, machine } = await measureJobs();
  return [
    "The time of two jobs",
    `The command on cars: ${one.toFixed(1)} s with \`--jobs 1\`, ${two.toFixed(1)} s with \`--jobs 2\`, medians of three in turns.`,
    `Its ${schedule.steps} steps need ${schedule.seconds.toFixed(1)} s of processor time; scheduled on ideal processors, two end them ${schedule.speedup(2).toFixed(2)} times as soon as one, four ${schedule.speedup(4).toFixed(2)} times.`,
    `Two threads that only multiply got ${machine.toFixed(2)} times as much done as one, in the same run.`,
    "",
    claim(
      one / two >= MIN_SPEEDUP,
      `two jobs are at least ${MIN_SPEEDUP} times as fast: ${(one / two).toFixed(2)} times`,
    ),
  ];
}

function percent(share: number): string {
  return share === Infinity ? "not reached" : `${(100 * share).toFixed(1)} %`;
}
