import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("an old Node gets far enough to print that it is too old", () => {
  const source = readFileSync(new URL("main.ts", import.meta.url), "utf8");
  // Node checks named imports before the first line runs.
  expect(source).toMatch(/^import module from "node:module";$/m);
  expect(source).not.toMatch(/^import (?!type\b).*\{/m);
});
