import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readText } from "./read-files.ts";

test("the mark that some editors write before a text is no part of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-text-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "spec.json");
  writeFileSync(file, '\uFEFF{"batchSize": 8}');
  expect(JSON.parse(await readText(file))).toEqual({ batchSize: 8 });
});
