import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkPlaceForCheckpoint, replaceFile } from "./files.ts";

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

test("a checkpoint may go where there is none, an empty file or another checkpoint, and nowhere else", async () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  await checkPlaceForCheckpoint(join(folder, "new.json"));
  await checkPlaceForCheckpoint(file("empty.json", ""));
  await checkPlaceForCheckpoint(file("tight.json", '{"format":"epochal-checkpoint","version":1}'));
  await checkPlaceForCheckpoint(file("wide.json", '{\n  "format": "epochal-checkpoint",\n  "version": 1\n}\n'));
  const table = file("houses.csv", "price,rooms\n1,2\n");
  await expect(checkPlaceForCheckpoint(table)).rejects.toThrow("expected a checkpoint or nothing there, got something");
  await expect(checkPlaceForCheckpoint(folder)).rejects.toThrow("expected a file to save to, got a folder");
});
