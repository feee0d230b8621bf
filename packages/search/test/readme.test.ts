import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

const programs = Array.from(
  readme.matchAll(/```ts\n(.*?)```\n+```text\n(.*?)```/gs),
  ([, program, printed]) => [program, printed] as const,
);

test("the README has programs", () => {
  expect(programs).toHaveLength(1);
});

test.each(programs)("program %# in the README prints what the README says", { timeout: 60_000 }, (program, printed) => {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const output = execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    cwd,
    encoding: "utf8",
  });
  expect(output).toBe(printed);
});
