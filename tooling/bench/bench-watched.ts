/**
 * The cost of watching a training: epochs per second of a training in a worker thread, without watchers and with every kind of
 * watcher. Each case has its own process; they alternate in short turns. Exits with 0 only if all claims hold.
 *
 * `npm run bench:watched`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAverage } from "./machine/circumstances.ts";
import { describeMachine } from "./machine/processor.ts";
import { describeConditions, markdownTable, median, showStatus, writeResult } from "./report.ts";
import { startCase, type CaseProcess } from "./watched/start-case.ts";
import type { Case, Speed } from "./watched/run.ts";

interface Claim extends Case {
  /** The claimed minimum, as a share of the bare training's speed. Default: no claim. */
  readonly atLeast?: number;
}

/** The first case of each training is the bare one, which the others are compared with. */
const cases: readonly Claim[] = [
  { training: "W2", watchers: "none" },
  { training: "W2", watchers: "nobody" },
  { training: "W2", watchers: "every epoch", atLeast: 0.98 },
  { training: "W2", watchers: "dashboard", atLeast: 0.95 },
  { training: "W2", watchers: "log and 100 sockets", atLeast: 0.9 },
  { training: "W1", watchers: "none" },
  { training: "W1", watchers: "nobody" },
  { training: "W1", watchers: "every epoch" },
  { training: "W1", watchers: "log and dashboard", atLeast: 0.6 },
];
const names: Readonly<Record<Case["watchers"], string>> = {
  none: "nothing: only a trainer, the bare case",
  nobody: "nothing: a run",
  "every epoch": "a subscriber of every epoch",
  dashboard: "a dashboard",
  "log and dashboard": "a log of every epoch, and a dashboard",
  "log and 100 sockets": "a log, and 100 WebSockets",
};

/** How often all processes are started: a process is some percent faster or slower for its whole start, by its memory layout. */
const PROCESS_STARTS = 5;
/** Turns of each process that count. */
const ROUNDS = 3;
const TURN_MS = 1000;
/** First turns that do not count, while code is being compiled. */
const WARM_ROUNDS = 1;

const loadBefore = loadAverage();
const folder = mkdtempSync(join(tmpdir(), "epochal-watched-"));
const turns: Speed[][] = cases.map(() => []);
for (let start = 0; start < PROCESS_STARTS; start++) await runProcesses(start);
rmSync(folder, { recursive: true, force: true });
showStatus("");

const rows = cases.map((one, i) => {
  const bare = cases.findIndex(({ training }) => training === one.training);
  return {
    ...one,
    epochsPerSecond: median(turns[i]!.map(perWallSecond)),
    ofBare: ratioOf(turns[i]!, turns[bare]!, perWallSecond),
    /** The same by processor time of the training's thread. */
    ofBareByProcessor: ratioOf(turns[i]!, turns[bare]!, perProcessorSecond),
  };
});
const claimed = rows.filter(({ atLeast }) => atLeast !== undefined);
// Claims are about processor time: by wall time, other processes on a shared machine matter more than any watcher.
const holding = claimed.filter(({ ofBareByProcessor, atLeast }) => ofBareByProcessor >= atLeast!);
const facts = { date: new Date().toISOString(), machine: describeMachine(), node: process.version, loadBefore };
const text = [
  "# The cost of watching",
  "",
  `${describeConditions(loadBefore)}.`,
  `Epochs per second of wall time of a training in a worker thread, in ${PROCESS_STARTS} process starts with ${ROUNDS} turns of ${TURN_MS} ms each; ratios are medians of the`,
  "ratio in each round, by wall time and by the processor time of that thread, which the claims are about. All watchers share the",
  "machine's processors with the training.",
  "",
  ...markdownTable(
    ["training", "watched by", "epochs/s", "of bare", "of bare, processor time", "at least", ""],
    rows.map(({ training, watchers, epochsPerSecond, ofBare, ofBareByProcessor, atLeast }) => {
      const speed = Number(epochsPerSecond.toPrecision(3)).toLocaleString("en");
      const holds = ofBareByProcessor >= (atLeast ?? 0) ? "holds" : "missed";
      const claim = atLeast === undefined ? ["", ""] : [percent(atLeast), holds];
      return [training, names[watchers], speed, percent(ofBare), percent(ofBareByProcessor), ...claim];
    }),
  ),
].join("\n");
writeResult(import.meta.dirname, "watched.md", text);
writeResult(import.meta.dirname, "watched.json", { ...facts, rows, turns });
console.log(text);
console.log(`${holding.length} of ${claimed.length} claims hold`);
process.exitCode = holding.length === claimed.length ? 0 : 1;

/** Starts a process for each case and measures its turns. */
async function runProcesses(start: number): Promise<void> {
  const processes: CaseProcess[] = [];
  for (const one of cases) {
    showStatus(`start ${start + 1} of ${PROCESS_STARTS}: ${nameOf(one)}: starting`);
    processes.push(await startCase(one, mkdtempSync(join(folder, "start-"))));
  }
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const [i, one] of cases.entries()) {
      showStatus(`start ${start + 1} of ${PROCESS_STARTS}, round ${round + 1}: ${nameOf(one)}`);
      const speed = await processes[i]!.train(TURN_MS);
      if (round >= WARM_ROUNDS) turns[i]!.push(speed);
    }
  }
  for (const one of processes) one.end();
}

function nameOf({ training, watchers }: Case): string {
  return `${training}, ${names[watchers]}`;
}

function perWallSecond({ epochs, seconds }: Speed): number {
  return epochs / seconds;
}

function perProcessorSecond({ epochs, processor }: Speed): number {
  return epochs / (processor ?? Number.NaN);
}

/** The median of the ratios in each round: the machine is in about the same state for all turns of a round. */
function ratioOf(watched: readonly Speed[], bare: readonly Speed[], rate: (speed: Speed) => number): number {
  return median(watched.map((speed, round) => rate(speed) / rate(bare[round]!)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
