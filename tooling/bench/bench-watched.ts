/**
 * The cost of watching a training: epochs per second of a training in a worker thread, without watchers and with every kind of
 * watcher. Each case has its own process; they alternate in short turns. Exits with 0 only if all claims hold.
 *
 * `npm run bench:watched`; with words only the watchers whose names have one, such as `-- NATS`, and nothing is written.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAverage } from "./machine/circumstances.ts";
import { describeMachine } from "./machine/processor.ts";
import { describeConditions, markdownTable, median, showStatus, writeResult } from "./report.ts";
import { startNatsCluster } from "../service/chaos/nats-cluster.ts";
import { startCase, type CaseProcess } from "./watched/start-case.ts";
import type { Case, Speed } from "./watched/run.ts";

interface Claim extends Case {
  /** The claimed minimum, as a share of the speed of the case that it is compared with. Default: no claim. */
  readonly atLeast?: number;
  /** What it is compared with. Default: the bare training. */
  readonly of?: Case["watchers"];
}

const natsServer = process.env["NATS_SERVER"] ?? "/usr/sbin/nats-server";
const hasNats = existsSync(natsServer);
if (!hasNats)
  console.error(`bench:watched: there is no nats-server at ${natsServer}: the cases with NATS are left out`);

/** The cost of the bus: compared with a run that is not stored. */
const onNats = (training: Claim["training"], atLeast: number): readonly Claim[] =>
  hasNats ? [{ training, watchers: "log on NATS", of: "nobody", atLeast }] : [];

/** The first case of each training is the bare one, which the others are compared with. */
const allCases: readonly Claim[] = [
  { training: "W2", watchers: "none" },
  { training: "W2", watchers: "nobody" },
  { training: "W2", watchers: "every epoch", atLeast: 0.98 },
  { training: "W2", watchers: "dashboard", atLeast: 0.95 },
  { training: "W2", watchers: "log and 100 sockets", atLeast: 0.9 },
  ...onNats("W2", 0.95),
  { training: "W1", watchers: "none" },
  { training: "W1", watchers: "nobody" },
  { training: "W1", watchers: "every epoch" },
  { training: "W1", watchers: "log and dashboard", atLeast: 0.6 },
  ...onNats("W1", 0.8),
];
const wanted = process.argv.slice(2);
const isBase = ({ watchers }: Case) => watchers === "none" || watchers === "nobody";
const cases = allCases.filter(
  (one) => wanted.length === 0 || isBase(one) || wanted.some((word) => one.watchers.includes(word)),
);
const names: Readonly<Record<Case["watchers"], string>> = {
  none: "nothing: only a trainer, the bare case",
  nobody: "nothing: a run",
  "every epoch": "a subscriber of every epoch",
  dashboard: "a dashboard",
  "log and dashboard": "a log of every epoch, and a dashboard",
  "log and 100 sockets": "a log, and 100 WebSockets",
  "log on NATS": "a log on NATS JetStream, one server",
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
const nats = hasNats ? await startNatsCluster(natsServer, 1, folder) : undefined;
const turns: Speed[][] = cases.map(() => []);
for (let start = 0; start < PROCESS_STARTS; start++) await runProcesses(start);
await nats?.servers[0]!.stop();
rmSync(folder, { recursive: true, force: true });
showStatus("");

const rows = cases.map((one, i) => {
  const { of = "none" } = one;
  const bare = cases.findIndex(({ training, watchers }) => training === one.training && watchers === of);
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
  "machine's processors with the training. A log on NATS is compared with a run that nobody watches.",
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
if (wanted.length === 0) {
  writeResult(import.meta.dirname, "watched.md", text);
  writeResult(import.meta.dirname, "watched.json", { ...facts, rows, turns });
}
console.log(text);
console.log(`${holding.length} of ${claimed.length} claims hold`);
process.exitCode = holding.length === claimed.length ? 0 : 1;

/** Starts a process for each case and measures its turns. */
async function runProcesses(start: number): Promise<void> {
  const processes: CaseProcess[] = [];
  for (const one of cases) {
    showStatus(`start ${start + 1} of ${PROCESS_STARTS}: ${nameOf(one)}: starting`);
    processes.push(await startCase(one, mkdtempSync(join(folder, "start-")), nats?.address ?? ""));
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
