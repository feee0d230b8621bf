import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { readTable } from "./read-table.ts";

test("comments of a compressed table are no cells, but bytes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-table-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "table.csv.gz");
  writeFileSync(file, gzipSync(`${"# a comment\n".repeat(100_000)}a,b\n1,2\n`));
  expect(await readTable(file, { maxCells: 4 })).toMatchObject({ columns: ["a", "b"], rows: 1, lines: [100_002] });
  await expect(readTable(file, { maxBytes: 1e6 })).rejects.toThrow(
    `${file}: expected at most 1000000 bytes when decompressed, got more: use fewer rows`,
  );
});
