import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the README's code prints what the README says", () => {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const readme = readFileSync(`${cwd}README.md`, "utf8");
  const [, program = "", printed = ""] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const input = program.replace('store: "runs.db", ', "");
  // Some versions of Node warn that they strip types, also in each thread, which gets no flags but those of the environment.
  const env = { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" };
  const options = { cwd, input, env, encoding: "utf8" } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], options);
  expect({ stdout, stderr, status }).toEqual({ stdout: printed, stderr: "", status: 0 });
});
