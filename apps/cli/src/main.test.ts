import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("a Node that is too old gets as far as being told so", () => {
  const source = readFileSync(new URL("main.ts", import.meta.url), "utf8");
  // What is imported by its name must be there before the first line runs.
  expect(source).toMatch(/^import module from "node:module";$/m);
  expect(source).not.toMatch(/^import (?!type\b).*\{/m);
});
