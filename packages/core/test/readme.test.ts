/** The README's code is run as it stands, and prints what the README says. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as core from "../src/index.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}/README.md`, "utf8");

/** The first block of code in a language. */
function block(language: string): string {
  const [, code] = readme.split(`\`\`\`${language}\n`);
  return code.split("```")[0];
}

test("the README's code runs and prints what the README says", () => {
  // In the package's folder Node finds `@epochal/core` as anyone would who installed it, and strips the types.
  const options = { cwd: folder, input: block("ts"), encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
  expect(stderr).toBe("");
  expect(stdout).toBe(block("text"));
});

test("the README names every entry of every record", () => {
  const { activations, losses, optimizers, schedules, initializers, stoppingRules, scalers, metrics } = core;
  const records = { activations, losses, optimizers, schedules, initializers, stoppingRules, scalers, metrics };
  for (const [name, record] of Object.entries(records)) {
    const line = readme.split("\n").find((text) => text.startsWith(`| \`${name}\` |`)) ?? "";
    const entries = Array.from(line.matchAll(/`(\w+)`/g), ([, entry]) => entry).slice(1);
    expect(entries.toSorted()).toEqual(Object.keys(record).toSorted());
  }
});

test("every function that the README names is there", () => {
  const table = readme.split("| function |")[1].split("\n\n")[0];
  const names = Array.from(table.matchAll(/^\| (.*?) \|/gm), ([, cell]) => cell.matchAll(/`(\w+)`/g)).flatMap(
    (matches) => Array.from(matches, ([, name]) => name),
  );
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !(name in core))).toEqual([]);
});
