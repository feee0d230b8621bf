import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the README's code prints what the README says", () => {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const readme = readFileSync(`${cwd}README.md`, "utf8");
  const [, code = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, output = ""] = /```text\n(.*?)```/s.exec(readme) ?? [];
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", code], { cwd });
  expect(stderr.toString()).toBe("");
  expect(stdout.toString()).toBe(output);
});
