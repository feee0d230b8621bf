/** Shells complete what the help lists. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { epochal } from "./harness/program.ts";

const isInstalled = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** The completions of bash for each line of words; the last word of a line is being typed. */
function completeInBash(script: string, lines: readonly (readonly string[])[]): string[][] {
  const calls = lines.map((words) => {
    const quoted = ["epochal", ...words].map((word) => `'${word}'`).join(" ");
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; COMPREPLY=(); _epochal; echo "\${COMPREPLY[*]}"`;
  });
  const { stdout, stderr } = spawnSync("bash", ["-c", [script, ...calls].join("\n")], { encoding: "utf8", cwd: "/" });
  expect(stderr).toBe("");
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ").filter(Boolean));
}

test("bash completes commands, nested commands, options and their values", async () => {
  const { stdout: script } = await epochal("completion", "bash");
  const [commands, nested, options, values, nestedOptions] = completeInBash(script, [
    ["tr"],
    ["runs", "ex"],
    ["train", "cars.csv", "--tar"],
    ["train", "--missing", ""],
    ["runs", "list", "runs.db", "--js"],
  ]);
  expect(commands).toEqual(["train"]);
  expect(nested).toEqual(["export"]);
  expect(options).toEqual(["--target"]);
  expect(values).toEqual(["impute", "drop", "refuse"]);
  expect(nestedOptions).toEqual(["--json"]);
});

test.runIf(isInstalled("zsh"))("zsh reads its script", async () => {
  const { stdout: input } = await epochal("completion", "zsh");
  const { stderr, status } = spawnSync("zsh", ["-f"], { input, encoding: "utf8" });
  expect([stderr, status]).toEqual(["", 0]);
});

test.runIf(isInstalled("fish"))("fish completes commands and options", async () => {
  const { stdout: script } = await epochal("completion", "fish");
  const lines = ["epochal tra", "epochal runs li", "epochal train --targ"];
  const commands = [script, ...lines.map((line) => `complete -C '${line}'`)].join("\n");
  const { stdout } = spawnSync("fish", ["-c", commands], { encoding: "utf8" });
  expect(stdout).toMatch(/^train\t.*\n(?:.*\n)*list\t.*\n(?:.*\n)*--target\t/);
});

test("the manual page has every command and option of the help", async () => {
  const [{ stdout: page }, { stdout: help }, { stdout: train }] = await Promise.all([
    epochal("manual"),
    epochal("--help"),
    epochal("train", "--help"),
  ]);
  const plain = page.replaceAll("\\-", "-");
  expect(plain).toMatch(/^\.TH EPOCHAL 1 /);
  const names = [help, train].flatMap((text) =>
    [...text.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name!),
  );
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !plain.includes(name))).toEqual([]);
  const commands = [...help.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== "help");
  expect(commands.length).toBeGreaterThan(8);
  expect(commands.filter((name) => !plain.includes(`.SS epochal ${name}`))).toEqual([]);
});

test("the reference in Markdown has a section for each command, and each of its options", async () => {
  const [{ stdout: reference }, { stdout: list }] = await Promise.all([
    epochal("manual", "--markdown"),
    epochal("runs", "list", "--help"),
  ]);
  const [, section = ""] = reference.split("## epochal runs list\n");
  const options = [...list.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name!);
  expect(options.length).toBeGreaterThan(8);
  expect(options.filter((name) => !section.split("\n## ")[0]!.includes(name))).toEqual([]);
});
