import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the program on the site's start page predicts the next row", () => {
  const page = readFileSync(new URL("../../docs/pages/start.md", import.meta.url), "utf8");
  const [, input = ""] = /```ts\n([^]*?)```/.exec(page)!;
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "-"], {
    cwd,
    input,
    encoding: "utf8",
  });
  expect([Number(stdout), stderr]).toEqual([expect.closeTo(23, 0), ""]);
});
