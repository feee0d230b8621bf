import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findTable } from "./find-table.ts";

function createFolder() {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "epochal-tables-")));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, "data");
  mkdirSync(join(folder, "inner"), { recursive: true });
  mkdirSync(join(folder, "folder.csv"));
  for (const name of ["a.csv", ".env", "key.pem", "inner/b.csv", "../outside.csv"]) {
    writeFileSync(join(folder, name), "SECRET=1\n");
  }
  symlinkSync(join(folder, "a.csv"), join(folder, "link.csv"));
  symlinkSync(join(folder, ".env"), join(folder, "env.csv"));
  symlinkSync(join(parent, "outside.csv"), join(folder, "out.csv"));
  return folder;
}

test.each(["a.csv", "link.csv"])("%s is found", async (name) => {
  const folder = createFolder();
  expect(await findTable(folder, name)).toBe(join(folder, "a.csv"));
});

test.each([
  [".env"],
  ["key.pem"],
  ["inner/b.csv"],
  ["./a.csv"],
  ["inner/../a.csv"],
  ["../outside.csv"],
  ["out.csv"],
  ["env.csv"],
  ["folder.csv"],
  ["inner"],
  ["A.csv"],
  [""],
  ["a.csv\0"],
])("%j is refused like a missing table, with neither path nor content", async (name) => {
  expect(await findTable(createFolder(), name)).toEqual({
    code: "unknownData",
    reason: `"${name}" is not a table in the server's folder, which has a.csv, link.csv`,
    retry: false,
  });
});

test("an absolute path is refused, too", async () => {
  const folder = createFolder();
  expect(await findTable(folder, join(folder, "a.csv"))).toMatchObject({ code: "unknownData" });
});
