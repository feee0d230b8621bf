/** Runs the README's code unchanged, and compares its output with the README. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as core from "../src/index.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}/README.md`, "utf8");

/** The code blocks in a language. */
function blocks(language: string): string[] {
  const [, ...rest] = readme.split(`\`\`\`${language}\n`);
  return rest.map((text) => text.split("```")[0]);
}

test("the README's code runs and prints the output in the README", () => {
  expect(blocks("ts")).toHaveLength(2);
  const printed = blocks("ts").map((input) => {
    // In the package's folder Node resolves `@epochal/core` as if it were installed, and strips the types.
    const options = { cwd: folder, input, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
    expect(stderr).toBe("");
    return stdout;
  });
  expect(printed).toEqual(blocks("text"));
});

const { activations, losses, outputTransforms, optimizers, schedules, initializers } = core;
const { stoppingRules, scalers, metrics, diagnoses } = core;
const parts = { activations, losses, outputTransforms, optimizers, schedules, initializers };
const records = { ...parts, stoppingRules, scalers, metrics, diagnoses };

test("the README names every entry of every record, its settings and their defaults", () => {
  const rows = Object.entries(records).flatMap(([name, record]) => [
    [`**\`${name}\`**`, ""],
    ...Object.entries(record).map(([entry, value]) => {
      const { defaults = {} } = value as { readonly defaults?: object };
      const settings = Object.entries(defaults).map(([setting, number]) => `\`${setting}\` ${number}`);
      return [`\`${entry}\``, settings.join(", ")];
    }),
  ]);
  const [, , ...lines] = readme.split("| part |")[1].split("\n\n")[0].split("\n");
  const found = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  expect(found.map(([, part, settings]) => [part, settings])).toEqual(rows);
  for (const [, part, , meaning] of found) expect(meaning, `the description of ${part}`).not.toBe("");
});

test("every function in the README is exported", () => {
  const table = readme.split("| function |")[1].split("\n\n")[0];
  const names = Array.from(table.matchAll(/^\| (.*?) \|/gm), ([, cell]) => cell.matchAll(/`(\w+)`/g)).flatMap(
    (matches) => Array.from(matches, ([, name]) => name),
  );
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !(name in core))).toEqual([]);
});
