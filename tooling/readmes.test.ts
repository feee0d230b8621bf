/** Runs the programs in the READMEs of the packages unchanged, and compares their output. The log's needs a file: see its own test. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const packages = ["core", "data", "search", "protocol", "view", "report"];

const programs = packages.flatMap((name) => {
  const cwd = fileURLToPath(new URL(`../packages/${name}/`, import.meta.url));
  const readme = readFileSync(`${cwd}README.md`, "utf8");
  const found = Array.from(readme.matchAll(/```ts\n(.*?)```\n+(?:[^`#]*\n+)?```text\n(.*?)```/gs));
  return found.map(([, program = "", printed = ""]) => ({ name, cwd, program, printed }));
});

test("every README has a program with its output", () => {
  expect([...new Set(programs.map(({ name }) => name))]).toEqual(packages);
  expect(programs).toHaveLength(8);
});

test.each(programs)("program %# in the READMEs, of $name, prints its output", ({ cwd, program: input, printed }) => {
  // In the package's folder Node resolves the package as if it were installed, and strips the types.
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], {
    cwd,
    input,
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: "" });
});
