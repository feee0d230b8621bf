import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "../scripts/generate.ts";

test("the modules are compiled from their present sources: else run npm run generate", async () => {
  const written = readFileSync(new URL("../src/generated/wasm.ts", import.meta.url), "utf8");
  expect(await generate()).toBe(written);
});
