import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "../scripts/generate.ts";

test("the modules are compiled from their present sources: else run npm run generate", async () => {
  for (const [url, text] of await generate()) expect(readFileSync(new URL(url), "utf8")).toBe(text);
});
