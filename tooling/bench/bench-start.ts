/**
 * The start-up time of the built command, compared with Node running nothing: the notebook in a pipe, to its last line; the
 * dashboard's first frame in a terminal; and `--version`. Exits with 0 only if all claims hold.
 *
 * `npm run bench:start`
 */
import { spawn as spawnInTerminal } from "@lydell/node-pty";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadAverage } from "./machine/circumstances.ts";
import { describeConditions, markdownTable, median, showStatus, writeResult } from "./report.ts";

interface Start {
  readonly name: string;
  /** The claimed limit, as a multiple of Node's own start. Default: no claim. */
  readonly atMost?: number;
  /** Does it once; returns milliseconds. */
  readonly measure: () => number | Promise<number>;
}

const ROUNDS = 21;
/** Rounds that do not count: without compiled code, and with files that are not cached. */
const WARM_ROUNDS = 2;

const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("../../apps/cli/package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};
const LAST_LINE = "Predicted value for input 1.5: 5.248387085784987";

const starts: readonly Start[] = [
  { name: "Node alone", measure: () => measurePipe(["-e", "0"], "") },
  { name: "epochal --version", measure: () => measurePipe([command, "--version"], version) },
  {
    name: "epochal in a pipe, to the notebook's last line",
    atMost: 3,
    measure: () => measurePipe([command], LAST_LINE),
  },
  { name: "epochal in a terminal, to the first frame", atMost: 4, measure: measureFirstFrame },
];

function measurePipe(args: readonly string[], lastLine: string): number {
  const start = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const ms = performance.now() - start;
  if (stdout.trimEnd().split("\n").at(-1) !== lastLine) {
    throw new Error(`bench:start: expected "${lastLine}" at the end, got "${stdout.slice(-80)}${stderr.slice(-200)}"`);
  }
  return ms;
}

/** Measures the time to the first frame, recognized by the word "loss". */
function measureFirstFrame(): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const env = { ...process.env, CI: "false", TERM: "xterm-256color" };
    const child = spawnInTerminal(process.execPath, [command], { cols: 80, rows: 24, env });
    let output = "";
    let ms: number | undefined;
    child.onData((text) => {
      output += text;
      if (ms !== undefined || !/loss/i.test(output)) return;
      ms = performance.now() - start;
      child.write("\x03");
    });
    child.onExit(() => {
      if (ms === undefined) reject(new Error(`bench:start: expected a frame, got "${output.slice(-200)}"`));
      else resolve(ms);
    });
  });
}

const loadBefore = loadAverage();
const samples = starts.map((): number[] => []);
for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
  for (const [i, { name, measure: take }] of starts.entries()) {
    showStatus(`round ${round + 1} of ${WARM_ROUNDS + ROUNDS}: ${name}`);
    const ms = await take();
    if (round >= WARM_ROUNDS) samples[i]!.push(ms);
  }
}
showStatus("");

const bare = median(samples[0]!);
const rows = starts.map(({ name, atMost }, i) => {
  const ms = median(samples[i]!);
  return { name, ms: Math.round(ms), ofBare: ms / bare, atMost, holds: atMost === undefined || ms / bare <= atMost };
});
const text = [
  "# Start-up time",
  "",
  `${describeConditions(loadBefore)}.`,
  `Medians of ${ROUNDS} interleaved starts of the built command, in wall time; compiled code is cached between starts.`,
  "",
  ...markdownTable(
    ["command", "ms", "of Node's own start", "at most", ""],
    rows.map(({ name, ms, ofBare, atMost, holds }) => {
      const claim = atMost === undefined ? ["", ""] : [`${atMost} ×`, holds ? "holds" : "missed"];
      return [name, ms, `${ofBare.toFixed(1)} ×`, ...claim];
    }),
  ),
].join("\n");
console.log(text);
writeResult(import.meta.dirname, "start.md", text);
const missed = rows.filter(({ holds }) => !holds).length;
const [pipe, frame] = [rows[2]!, rows[3]!].map(({ ofBare }) => `${ofBare.toFixed(2)} ×`);
console.log(
  `${pipe} Node's own start to the notebook's last line, ${frame} to the first frame; ${missed} claims missed`,
);
process.exitCode = missed === 0 ? 0 : 1;
