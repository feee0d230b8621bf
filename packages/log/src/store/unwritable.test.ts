/** Stores that may be read and not written, such as those of another user, and the permissions of new ones. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { notice, spec } from "../../test/fake-chunks.ts";
import { openLog } from "../log.ts";
import { readLog } from "../runs/reader.ts";

let folder: string;
let store: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  store = join(folder, "runs.db");
  onTestFinished(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });
});

function openWithRun() {
  const log = openLog(store);
  log.createRun({ id: "a", name: "a", spec });
  log.append("a", [notice(1), notice(2)]);
  return log;
}

/** The error for a user without permission to write. */
function readElsewhere(): string {
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o444);
  chmodSync(folder, 0o555);
  return readAsOther();
}

function readAsOther(): string {
  const path = fileURLToPath(new URL("../../test/read-store.ts", import.meta.url));
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const flags = ["--disable-warning=ExperimentalWarning"];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, path, store], { ...user, encoding: "utf8" });
  chmodSync(folder, 0o755);
  return stdout.trim() + stderr;
}

test("a closed store can be read without permission to write", () => {
  openWithRun().close();
  expect(readElsewhere()).toBe("a interrupted 2 2");
  expect(readdirSync(folder)).toEqual(["runs.db", "runs.db-lock"]);
});

test("a store that another user is writing can be read, and its run is running", () => {
  const log = openWithRun();
  expect(readElsewhere()).toBe("a running 2 2");
  log.append("a", [notice(3)]);
  expect(readElsewhere()).toBe("a running 3 3");
  log.close();
});

test("a run is not called interrupted if the lock of its writer cannot be read", () => {
  const log = openWithRun();
  for (const file of ["", "-wal", "-shm"]) chmodSync(`${store}${file}`, 0o644);
  chmodSync(folder, 0o755);
  chmodSync(`${store}-lock`, 0o000);
  expect(readAsOther()).toBe("a running 2 2");
  log.close();
});

test("a store that was not closed and cannot be written is refused in one line", () => {
  const log = openWithRun();
  const copy = join(folder, "copy.db");
  for (const suffix of ["", "-wal"]) copyFileSync(`${store}${suffix}`, `${copy}${suffix}`);
  log.close();
  store = copy;
  expect(readElsewhere()).toBe(
    `readLog: expected a closed store at ${copy}, or permission to write, got events in ${copy}-wal: copy both files to a folder of yours, and open the copy`,
  );
});

test("only its owner may read a new store and the files beside it", () => {
  const log = openWithRun();
  const modes = readdirSync(folder).map((file) => `${file} ${(statSync(join(folder, file)).mode & 0o777).toString(8)}`);
  expect(modes).toEqual(["runs.db 600", "runs.db-lock 600", "runs.db-shm 600", "runs.db-wal 600"]);
  log.close();
});

test("two readers at the same moment do not take each other for a writer", () => {
  openWithRun().close();
  const database = new DatabaseSync(store);
  database.exec("UPDATE runs SET status = 'running'");
  database.close();
  const other = new DatabaseSync(`${store}-lock`, { readOnly: true });
  other.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
  const reader = readLog(store);
  expect(reader.run("a")?.status).toBe("interrupted");
  reader.close();
  other.close();
  expect(existsSync(`${store}-lock`)).toBe(true);
});
