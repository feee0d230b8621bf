/** Runs the README's code unchanged, except for the path of its store, and compares its output. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}README.md`, "utf8");

test("the README's code runs and prints what the README says", () => {
  const [, program = "", printed = ""] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const store = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(store, { recursive: true }));
  const input = program.replaceAll('"runs.db"', JSON.stringify(join(store, "runs.db")));
  // Some versions of Node warn that SQLite and type stripping are experimental.
  const env = { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" };
  const options = { cwd: folder, input, encoding: "utf8", env } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
  expect({ stdout, stderr, status }).toEqual({ stdout: printed, stderr: "", status: 0 });
});

test("the README lists every exported function", async () => {
  const functions = Object.keys(await import("../src/index.ts"));
  expect(functions.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});
