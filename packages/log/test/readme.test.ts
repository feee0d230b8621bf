/** Runs the README's code unchanged, except for the path of its store, and compares its output. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const folder = new URL("..", import.meta.url).pathname;
const readme = readFileSync(`${folder}README.md`, "utf8");

test("the README's code runs and prints what the README says", () => {
  const [, program = "", printed = ""] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const store = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(store, { recursive: true }));
  const input = program.replaceAll('"runs.db"', JSON.stringify(join(store, "runs.db")));
  const options = { cwd: folder, input, encoding: "utf8" } as const;
  // Some versions of Node warn that SQLite and type stripping are experimental.
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module-typescript"];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, "-"], options);
  expect({ stdout, stderr, status }).toEqual({ stdout: printed, stderr: "", status: 0 });
});

test("the README lists every exported function", async () => {
  const functions = Object.keys(await import("../src/index.ts"));
  expect(functions.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});
