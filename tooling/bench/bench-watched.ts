/**
 * What it costs to be watched: epochs a second of a training in a worker thread, alone and with watchers of every kind, each in a
 * process of its own, in short turns. Ends with 0 only where the claims hold.
 *
 * `npm run bench:watched`
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadNow } from "./machine.ts";
import { median } from "./median.ts";
import { describeMachine } from "./processor.ts";
import { say } from "./say.ts";
import { startCase, type CaseProcess } from "./watched/start-case.ts";
import type { Case, Speed } from "./watched/run.ts";

interface Claim extends Case {
  /** How many times the bare training's speed it has at least; undefined where nothing is claimed. */
  readonly atLeast?: number;
}

/** The bare one of each training is its first. */
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
  none: "nobody: a trainer alone, the bare one",
  nobody: "nobody: a run",
  "every epoch": "one who is told every epoch",
  dashboard: "a dashboard",
  "log and dashboard": "a log of every epoch, and a dashboard",
  "log and 100 sockets": "a log, and 100 WebSockets",
};

/** How often all begin anew: where its code and numbers come to lie in memory, a process is some percent quicker or slower for life. */
const LIVES = 5;
/** Turns of each in a life. */
const ROUNDS = 3;
const TURN_MS = 1000;
/** Turns at the beginning that do not count: code is still being compiled. */
const WARM_ROUNDS = 1;

const loadBefore = loadNow();
const folder = mkdtempSync(join(tmpdir(), "epochal-watched-"));
const turns: Speed[][] = cases.map(() => []);
for (let life = 0; life < LIVES; life++) await live(life);
rmSync(folder, { recursive: true, force: true });
say("");

const rows = cases.map((one, i) => {
  const bare = cases.findIndex(({ training }) => training === one.training);
  return {
    ...one,
    epochsPerSecond: median(turns[i]!.map(onWall)),
    ofBare: ratioOf(turns[i]!, turns[bare]!, onWall),
    /** The same for the processor time of the training's thread, whoever else is at work. */
    ofBareByProcessor: ratioOf(turns[i]!, turns[bare]!, perProcessor),
  };
});
const claimed = rows.filter(({ atLeast }) => atLeast !== undefined);
// By processor time: on the wall a neighbour on a shared machine weighs more than any watcher.
const held = claimed.filter(({ ofBareByProcessor, atLeast }) => ofBareByProcessor >= atLeast!);
const facts = { date: new Date().toISOString(), machine: describeMachine(), node: process.version, loadBefore };
const text = [
  "# What it costs to be watched",
  "",
  `${facts.date.slice(0, 10)}, ${facts.machine}, Node ${facts.node}; load before it began: ${loadBefore.toFixed(1)}.`,
  `Epochs per second on the wall of a training in a worker thread, in ${LIVES} times ${ROUNDS} rounds of turns of ${TURN_MS} ms; ratios are medians of the`,
  "ratio in each round, on the wall and by the processor time of that thread, which is what is claimed. All watchers share the",
  "machine's processors with it.",
  "",
  "| training | watched by | epochs/s | of bare | of bare, processor time | at least | |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  ...rows.map(({ training, watchers, epochsPerSecond, ofBare, ofBareByProcessor, atLeast }) => {
    const speed = Number(epochsPerSecond.toPrecision(3)).toLocaleString("en");
    const claim =
      atLeast === undefined ? ["", ""] : [percent(atLeast), ofBareByProcessor >= atLeast ? "holds" : "missed"];
    return `| ${[training, names[watchers], speed, percent(ofBare), percent(ofBareByProcessor), ...claim].join(" | ")} |`;
  }),
  "",
].join("\n");
const results = join(import.meta.dirname, "results");
mkdirSync(results, { recursive: true });
writeFileSync(join(results, "watched.md"), text);
writeFileSync(join(results, "watched.json"), `${JSON.stringify({ ...facts, rows, turns }, undefined, 1)}\n`);
console.log(text);
console.log(`${held.length} of ${claimed.length} claims hold`);
process.exitCode = held.length === claimed.length ? 0 : 1;

/** Some rounds of turns, each case in a process of its own. */
async function live(life: number): Promise<void> {
  const processes: CaseProcess[] = [];
  for (const one of cases) {
    say(`life ${life + 1} of ${LIVES}: ${one.training}, ${names[one.watchers]}: gets ready`);
    processes.push(await startCase(one, mkdtempSync(join(folder, "life-"))));
  }
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const [i, one] of cases.entries()) {
      say(`life ${life + 1} of ${LIVES}, round ${round + 1}: ${one.training}, ${names[one.watchers]}`);
      const speed = await processes[i]!.train(TURN_MS);
      if (round >= WARM_ROUNDS) turns[i]!.push(speed);
    }
  }
  for (const one of processes) one.end();
}

function onWall({ epochs, seconds }: Speed): number {
  return epochs / seconds;
}

function perProcessor({ epochs, processor }: Speed): number {
  return epochs / (processor ?? Number.NaN);
}

/** The median over the rounds of the ratio in each: turns of one round have the machine in about the same state. */
function ratioOf(watched: readonly Speed[], bare: readonly Speed[], rate: (speed: Speed) => number): number {
  return median(watched.map((speed, round) => rate(speed) / rate(bare[round]!)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
