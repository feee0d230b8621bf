import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { trainTable } from "./train-table.ts";

function writeTable(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-tables-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "a.csv");
  writeFileSync(path, text);
  return path;
}

const options = { target: "y" };
const rows = Array.from({ length: 20 }, (_, i) => `${i},${2 * i}`).join("\n");

test("a table becomes a training, and one that cannot is refused without its folder", async () => {
  const { signal } = new AbortController();
  const path = writeTable(`x,y\n${rows}\n`);
  expect(await trainTable({ path, name: "a.csv", options }, signal)).toMatchObject({
    name: "a.csv",
    data: { train: { rows: 20, inputs: 1 } },
  });
  const short = writeTable("x,y\n1,2\n");
  expect(await trainTable({ path: short, name: "a.csv", options }, signal)).toEqual({
    code: "badTraining",
    reason: "a.csv: expected at least 10 rows with a target, got 1",
    retry: false,
  });
});

test("a table with more cells than a client may use is refused while it is read", async () => {
  const row = `${",".repeat(999)}\n`;
  const path = writeTable(row.replace(",", "x,y") + row.repeat(10_000));
  expect(await trainTable({ path, name: "a.csv", options }, new AbortController().signal)).toMatchObject({
    code: "badTraining",
    reason: "a.csv: expected a table of at most 10000000 cells, got more: leave out rows or columns",
  });
});

test.each([
  ["a.csv", `y${",".repeat(20_000)}\n1${",".repeat(20_000)}\n`],
  ["a.json", JSON.stringify([Object.fromEntries(Array.from({ length: 20_001 }, (_, j) => [`x${j}`, j]))])],
])("a table with more columns than a client may use is refused while its first row is read: %s", async (name, text) => {
  const path = writeTable(text);
  expect(await trainTable({ path, name, options }, new AbortController().signal)).toMatchObject({
    code: "badTraining",
    reason: `${name}: expected a table of at most 20000 columns, got more`,
  });
});

test("a table that becomes more numbers than a client may use is refused before it does", async () => {
  const names = Array.from({ length: 60 }, (_, i) => `c${i}`).join();
  const categories = (row: number) => Array.from({ length: 60 }, (_, i) => `v${(row * 7 + i) % 90}`).join();
  const path = writeTable(
    `${names},y\n${Array.from({ length: 1900 }, (_, row) => `${categories(row)},${row}`).join("\n")}`,
  );
  expect(await trainTable({ path, name: "a.csv", options }, new AbortController().signal)).toMatchObject({
    code: "badTraining",
    reason: expect.stringContaining("a.csv: expected a table that becomes at most 10000000 numbers, got 1900 rows of"),
  });
});

test("a table for which nothing waits any more is read no further", async () => {
  const controller = new AbortController();
  const training = trainTable({ path: writeTable(`x,y\n${rows}\n`), name: "a.csv", options }, controller.signal);
  controller.abort();
  await expect(training).rejects.toThrow("start: the worker for a.csv stopped without a result");
});
