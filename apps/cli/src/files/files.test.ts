import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { replaceFile } from "./files.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a file is replaced whole, where a link points to it too, and nothing else stays in its folder", async () => {
  const folder = temporaryFolder();
  const [file, link] = [join(folder, "run.json"), join(folder, "newest.json")] as const;
  await replaceFile(file, "old and long");
  symlinkSync(file, link);
  await replaceFile(link, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(readdirSync(folder).toSorted()).toEqual(["newest.json", "run.json"]);
});

test("what cannot be written leaves what was there, and is told with the file's name", async () => {
  const folder = temporaryFolder();
  const place = join(folder, "run.json");
  mkdirSync(place);
  await expect(replaceFile(place, "new")).rejects.toThrow(`${place}: expected to write the state there, got: EISDIR`);
  expect(readdirSync(folder)).toEqual(["run.json"]);
});
