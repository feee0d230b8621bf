/** Cases of printed texts: no terminal commands from untrusted input, columns in line, characters that the terminal has. */
import { writeFileSync } from "node:fs";
import type { Case } from "./case.ts";
import { expectThat, until, type Scene } from "./scene.ts";

/** A table in which y = 3a − b, with the given names of its columns. */
function writeTable(scene: Scene, names: readonly [string, string, string]): void {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [((i * 37) % 101) / 101, ((i * 53) % 103) / 103];
    return `${a.toFixed(3)},${b.toFixed(3)},${(3 * a - b).toFixed(3)}`;
  });
  writeFileSync(`${scene.folder}/table.csv`, `${[names.join(), ...rows].join("\n")}\n`);
}

/** All characters that a terminal would obey, or that change the order of others. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const hostile: Case = {
  name: "column names with terminal commands",
  right: "no control character reaches standard output or standard error",
  tests: ["apps/cli/test/hostile.test.ts: a hostile table, trained, cross-validated, read out, and as JSON"],
  async run(scene) {
    writeTable(scene, ["a\u001b]0;PWNED\u0007", "b\u009b31m", "y\u202e"]);
    const target = "y\u202e";
    const all = ["table.csv", "--target", target, "--epochs", "20", "--ensemble", "1"];
    for (const more of [[], ["--cv", "3"], ["--store", "runs.db"], ["--reader"], ["--format", "ndjson"]]) {
      const { stdout, stderr, code } = await scene.epochal("train", ...all, ...more);
      expectThat(code === 0, stderr);
      const found = CONTROL.exec(stdout + stderr);
      expectThat(!found, `train ${more.join(" ")}: ${JSON.stringify(found?.[0])} is printed`);
    }
  },
};

const wide: Case = {
  name: "column names of wide characters",
  right: "columns of printed tables are aligned by cells",
  tests: ["apps/cli/src/output/run-lines.test.ts: columns are aligned by the cells that names take"],
  async run(scene) {
    writeTable(scene, ["房屋面积", "b", "価格"]);
    const { stdout, stderr } = await scene.epochal("train", "table.csv", "--target", "価格", "--epochs", "20");
    const starts = `${stdout}${stderr}`.split("\n").flatMap((line) => {
      const [, name] = /^\s*((?:房屋面积|b) +)-?[\d.]+ ±/.exec(line) ?? [];
      return name === undefined ? [] : [cells(name)];
    });
    expectThat(
      starts.length >= 2 && new Set(starts).size === 1,
      `the figures begin at the cells ${starts.join()}: ${stdout}`,
    );
  },
};

function cells(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0);
}

const million: Case = {
  name: "a run of 1,500,000 epochs",
  right: "a space between all columns, and a true epoch of the best value",
  tests: ["packages/view/src/numbers/format.test.ts"],
  async run(scene) {
    await scene.epochal("--epochs", "1500000", "--speed", "0", "--store", "runs.db");
    for (const size of ["80x24", "200x60"]) {
      const { stdout } = await scene.epochal("replay", "runs.db", "--print", "--size", size);
      const [, best] = /│ train(?: loss)? +0\.\d+ +0\.\d+ +(\S+) +\d+\.\d+ /.exec(stdout) ?? [];
      expectThat(
        best === "1.50M",
        `${size}: expected 1.50M between spaces, got ${best}: ${/│ train.*/.exec(stdout)?.[0]}`,
      );
    }
  },
};

const plainTerminals: readonly Case[] = (
  [
    ["TERM=linux", { TERM: "linux", LC_ALL: "C.UTF-8" }],
    ["LC_ALL=C", { TERM: "xterm", LC_ALL: "C", LANG: "" }],
    ["LANG of an 8-bit character set", { TERM: "xterm", LC_ALL: "", LC_CTYPE: "", LANG: "de_DE.ISO-8859-1" }],
  ] as const
).map(([what, env]) => ({
  name: `a terminal without braille: ${what}`,
  right: "the picture is drawn in ASCII",
  async run(scene) {
    const terminal = scene.terminal(["--speed", "200", "--epochs", "100000"], { env });
    await until("a picture", 60_000, () => /\bep(?:och)? +\d\d\d/.test(terminal.screen()));
    const other = terminal.written().match(/[\u0080-\u{10ffff}]/gu) ?? [];
    expectThat(other.length === 0, `${other.length} characters beyond ASCII, such as ${other[0]}`);
  },
}));

const compare: Case = {
  name: "compare with the options of its help",
  right: "each format compares the runs in a pipe",
  tests: ["apps/cli/test/compare.test.ts: stored runs are compared as lines, as JSON, as CSV, and in words, in a pipe"],
  async run(scene) {
    for (const seed of ["1", "2"])
      await scene.epochal("--epochs", "300", "--speed", "0", "--seed", seed, "--store", "runs.db");
    for (const options of [[], ["--format", "lines"], ["--format", "ndjson"], ["--reader"]]) {
      const { stdout, stderr, code } = await scene.epochal("compare", "runs.db", ...options);
      expectThat(code === 0, `compare ${options.join(" ")}: exit code ${code}: ${stderr}`);
      expectThat(stdout.includes("seed 1") && stdout.includes("seed 2"), `compare ${options.join(" ")}: ${stdout}`);
    }
  },
};

export const textCases: readonly Case[] = [hostile, wide, million, ...plainTerminals, compare];
