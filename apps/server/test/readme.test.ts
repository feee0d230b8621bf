import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the README's code prints what the README says", () => {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const readme = readFileSync(`${cwd}README.md`, "utf8");
  const [, program = "", printed = ""] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const input = program.replace('store: "runs.db", ', "");
  const options = { cwd, input, encoding: "utf8" } as const;
  // Some versions of Node warn that they strip types.
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module-typescript"];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, "-"], options);
  expect({ stdout, stderr, status }).toEqual({ stdout: printed, stderr: "", status: 0 });
});
