import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the program in the README prints what the README says", { timeout: 60_000 }, () => {
  const [, program, , printed] = /```ts\n(.*?)```(.*?)```text\n(.*?)```/s.exec(readme)!;
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const output = execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    cwd,
    encoding: "utf8",
  });
  expect(output).toBe(printed);
});
