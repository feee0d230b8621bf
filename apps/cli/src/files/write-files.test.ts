import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InputError } from "../errors.ts";
import { replaceFile, writeOutput } from "./write-files.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a file is replaced, also through a link, and no temporary file stays", async () => {
  const folder = temporaryFolder();
  const [file, link] = [join(folder, "run.json"), join(folder, "newest.json")] as const;
  await replaceFile(file, "old and long", "the model");
  symlinkSync(file, link);
  await replaceFile(link, "new", "the model");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(readdirSync(folder).toSorted()).toEqual(["newest.json", "run.json"]);
});

test("a new file has the permissions it should have, also over an older one with others", async () => {
  const file = join(temporaryFolder(), "run.json");
  writeFileSync(file, "old", { mode: 0o644 });
  await replaceFile(file, "new", "the checkpoint", 0o600);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a failure leaves the old file and names it", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "run.json");
  mkdirSync(path);
  await expect(replaceFile(path, "new", "the checkpoint")).rejects.toThrow(
    `${path}: the checkpoint cannot be written: EISDIR`,
  );
  expect(readdirSync(folder)).toEqual(["run.json"]);
});

test("a full disk is no wrong input", async () => {
  const error: unknown = await writeOutput("/dev/full", "new", "the model").catch((caught: unknown) => caught);
  expect(error).not.toBeInstanceOf(InputError);
  expect((error as Error).message).toBe(
    "/dev/full: the model cannot be written: ENOSPC: no space left on device, write",
  );
});
