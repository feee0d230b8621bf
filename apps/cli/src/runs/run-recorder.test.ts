import { openLog } from "@epochal/log";
import { notebook } from "@epochal/data";
import { startRun } from "@epochal/stream";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { createRunRecorder } from "./run-recorder.ts";

const { spec, data } = notebook();
const short = { ...spec, epochs: 3 };

function storeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-record-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "runs.db");
}

test("a run whose id is in the store is reported; the others are recorded", async () => {
  const store = storeFile();
  const failures: unknown[] = [];
  const recorder = await createRunRecorder(store, (error) => failures.push(error));
  const [first, same, other] = ["a", "a", "b"].map((id) => startRun(short, data, { id }));
  for (const run of [first!, same!, other!]) {
    recorder.add(run, short, data);
    await lastValueFrom(run.events$);
  }
  expect(await recorder.close()).toEqual(["a", "b"]);
  expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining("createRun: expected") })]);
});

test("a store that cannot delete discarded runs is reported and closed", async () => {
  const store = storeFile();
  const failures: unknown[] = [];
  const recorder = await createRunRecorder(store, (error) => failures.push(error));
  const database = new DatabaseSync(store);
  database.exec("CREATE TRIGGER keep_all BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'nothing is deleted'); END");
  const [kept, discarded] = [startRun(short, data, { id: "kept" }), startRun(spec, data, { id: "discarded" })];
  recorder.add(kept, short, data);
  recorder.add(discarded, spec, data);
  discarded.command({ type: "stop", discard: true });
  await Promise.all([kept, discarded].map(({ events$ }) => lastValueFrom(events$)));
  expect(await recorder.close()).toEqual(["kept"]);
  expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining("nothing is deleted") })]);
  database.exec("DROP TRIGGER keep_all");
  database.close();
  // Opening it would fail if the recorder still had it open.
  const log = openLog(store);
  expect(log.runs().map(({ id, reason }) => [id, reason])).toContainEqual(["kept", "completed"]);
  log.close();
});
