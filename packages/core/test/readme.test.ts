/** The README's tables name what the package has. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as core from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

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
