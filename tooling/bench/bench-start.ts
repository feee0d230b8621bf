/**
 * How long the built command takes to begin, against Node with nothing to do: the notebook in a pipe, to its last line; the
 * dashboard's first frame in a terminal; and the version. Ends with 0 only where the claims hold.
 *
 * `npm run bench:start`
 */
import { spawn as spawnInTerminal } from "@lydell/node-pty";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadNow } from "./machine.ts";
import { median } from "./median.ts";
import { describeMachine } from "./processor.ts";
import { say } from "./say.ts";

interface Start {
  readonly name: string;
  /** How many times the bare start it takes at most; undefined where nothing is claimed. */
  readonly atMost?: number;
  /** Does it once; milliseconds. */
  readonly take: () => number | Promise<number>;
}

const ROUNDS = 21;
/** The first starts find no compiled code, and files that nobody has read. */
const WARM_ROUNDS = 2;

const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const LAST_LINE = "Predicted value for input 1.5: 5.248387085784987";

const starts: readonly Start[] = [
  { name: "Node alone", take: () => inPipe(["-e", "0"], "") },
  { name: "epochal --version", take: () => inPipe([command, "--version"], "0.1.0") },
  { name: "epochal in a pipe, to the notebook's last line", atMost: 3, take: () => inPipe([command], LAST_LINE) },
  { name: "epochal in a terminal, to the first frame", atMost: 4, take: firstFrame },
];

function inPipe(args: readonly string[], lastLine: string): number {
  const start = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const ms = performance.now() - start;
  if (stdout.trimEnd().split("\n").at(-1) !== lastLine) {
    throw new Error(`bench:start: expected "${lastLine}" at the end, got "${stdout.slice(-80)}${stderr.slice(-200)}"`);
  }
  return ms;
}

/** To the first picture, which is the first to name the loss. */
function firstFrame(): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const env = { ...process.env, CI: "false", TERM: "xterm-256color" };
    const child = spawnInTerminal(process.execPath, [command], { cols: 80, rows: 24, env });
    let said = "";
    let ms: number | undefined;
    child.onData((text) => {
      said += text;
      if (ms !== undefined || !/loss/i.test(said)) return;
      ms = performance.now() - start;
      child.write("\x03");
    });
    child.onExit(() => {
      if (ms === undefined) reject(new Error(`bench:start: expected a frame, got "${said.slice(-200)}"`));
      else resolve(ms);
    });
  });
}

const loadBefore = loadNow();
const taken = starts.map((): number[] => []);
for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
  for (const [i, { name, take }] of starts.entries()) {
    say(`round ${round + 1} of ${WARM_ROUNDS + ROUNDS}: ${name}`);
    const ms = await take();
    if (round >= WARM_ROUNDS) taken[i]!.push(ms);
  }
}
say("");

const bare = median(taken[0]!);
const rows = starts.map(({ name, atMost }, i) => {
  const ms = median(taken[i]!);
  return { name, ms: Math.round(ms), ofBare: ms / bare, atMost, holds: atMost === undefined || ms / bare <= atMost };
});
const date = new Date().toISOString();
const text = [
  "# To begin",
  "",
  `${date.slice(0, 10)}, ${describeMachine()}, Node ${process.version}; load before it began: ${loadBefore.toFixed(1)}.`,
  `Medians of ${ROUNDS} interleaved starts of the built command, by the wall; compiled code is kept from start to start.`,
  "",
  "| what | ms | of Node's own start | at most | |",
  "| --- | --- | --- | --- | --- |",
  ...rows.map(({ name, ms, ofBare, atMost, holds }) => {
    const verdict = atMost === undefined ? "" : holds ? "holds" : "missed";
    return `| ${name} | ${ms} | ${ofBare.toFixed(1)} × | ${atMost === undefined ? "" : `${atMost} ×`} | ${verdict} |`;
  }),
  "",
].join("\n");
console.log(text);
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "start.md"), text);
const missed = rows.filter(({ holds }) => !holds).length;
console.log(
  `${rows[2]!.ofBare.toFixed(2)} × Node's own start to the notebook's last line, ${rows[3]!.ofBare.toFixed(2)} × to the first frame; ${missed} claims missed`,
);
process.exitCode = missed === 0 ? 0 : 1;
