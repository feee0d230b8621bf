import { expect, test } from "vitest";
import { textTable } from "./text-table.ts";

test("columns are as wide as their widest cell, in a table of any length", () => {
  const rows = Array.from({ length: 150_000 }, (_, i) => [`r${i}`, "n"]);
  const lines = textTable(["RUN", "N"], rows, new Set([1]));
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([150_001, "RUN      N", "r149999  n"]);
});
