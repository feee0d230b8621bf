import type { EventChunk } from "@epochal/stream/events";
import { DatabaseSync } from "node:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { spec } from "../../test/fake-chunks.ts";
import { openLog } from "../log.ts";
import { readLog } from "./reader.ts";
import { parseSummary, summaryAfter, type RunSummary } from "./run-summary.ts";

const started = {
  type: "started",
  spec: { ...spec, optimizer: { type: "adam" }, seed: 3 },
  data: { columns: { targets: ["price"], inputs: [] } },
} as unknown as EventChunk;
const epochs = (epoch: number, loss: number[], validationLoss?: number[]) =>
  ({
    type: "epochs",
    epoch,
    loss,
    ...(validationLoss && { validationLoss }),
    learningRate: loss.map(() => 0.01),
  }) as unknown as EventChunk;
const commanded = (command: object, epoch: number, outcome = "applied") =>
  ({ type: "commanded", command, epoch, outcome }) as unknown as EventChunk;
const finished = (report: object, reason = "completed") =>
  ({ type: "finished", reason, report }) as unknown as EventChunk;
const part = (network: object) => ({ network });

const after = (...chunks: EventChunk[]) => chunks.reduce<RunSummary | undefined>(summaryAfter, undefined);

test("a summary has the targets, the seed, the learning rate, and the epoch with the lowest monitored loss", () => {
  const known = { targets: ["price"], seed: 3, learningRate: 0.01 };
  expect(after(started, epochs(1, [3, 2, 4]))).toEqual({ ...known, best: { epoch: 2, metric: "loss", loss: 2 } });
  expect(after(started, epochs(1, [3, 2], [5, 6]), epochs(3, [1], [4]), epochs(4, [0.5], [4]))).toEqual({
    ...known,
    best: { epoch: 3, metric: "validationLoss", loss: 4 },
  });
});

test("commands change the learning rate, and a rewind to before the best epoch forgets it", () => {
  const before = [started, epochs(1, [3, 2, 1])];
  const rate = (...chunks: EventChunk[]) => after(...before, ...chunks)?.learningRate;
  expect(rate(commanded({ type: "set", learningRate: 0.5 }, 3))).toBe(0.5);
  expect(rate(commanded({ type: "set", learningRate: 0.5 }, 3, "refused"))).toBe(0.01);
  const best = (...chunks: EventChunk[]) => after(...before, ...chunks)?.best?.epoch;
  expect(best(commanded({ type: "rewind", epoch: 3 }, 3))).toBe(3);
  expect(best(commanded({ type: "rewind", epoch: 2 }, 2))).toBeUndefined();
  expect(best(commanded({ type: "undo" }, 2), epochs(3, [9]))).toBe(3);
});

test("a score is that of the rows that the model has not seen", () => {
  const score = (report: object) => after(started, finished(report))?.score;
  const [train, validation, unseen] = [1, 2, 3].map((rmse) => part({ rmse }));
  expect(score({ train })).toEqual({ part: "train", metric: "rmse", value: 1 });
  expect(score({ train, validation })).toEqual({ part: "validation", metric: "rmse", value: 2 });
  expect(score({ train, validation, test: unseen })).toEqual({ part: "test", metric: "rmse", value: 3 });
  expect(score({ train: part({ rmse: 0.4, accuracy: 0.9 }) })).toEqual({
    part: "train",
    metric: "accuracy",
    value: 0.9,
  });
  expect(after(started, finished({ train }, "discarded"))?.score).toBeUndefined();
});

test.each(["[", "3", "null", '{"targets":[1],"best":{"epoch":1},"score":3,"seed":"a","learningRate":null}'])(
  "a damaged summary %s is left out",
  (json) => {
    expect(Object.keys(parseSummary(json) ?? {})).toEqual([]);
  },
);

test("a store of an earlier version gets the columns when it is written, and is read without them before", () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "runs.db");
  const first = openLog(path);
  first.createRun({ id: "a", name: "a", spec });
  expect(() => first.describeRun("a", { name: "b" })).toThrow("which is running");
  first.close();
  const database = new DatabaseSync(path);
  for (const column of ["summary", "tags", "notes"]) database.exec(`ALTER TABLE runs DROP COLUMN ${column}`);
  database.close();
  const old = readLog(path);
  expect(old.run("a")).toMatchObject({ id: "a", status: "interrupted" });
  old.close();

  const log = openLog(path);
  log.describeRun("a", { name: "my run", tags: ["best", "wide"], notes: "with more units" });
  log.describeRun("a", { tags: ["wide"] });
  for (const [description, line] of [
    [{ name: "" }, "expected a name of 1 to 200 characters"],
    [{ tags: ["two words"] }, "expected a tag of 1 to 64 characters without blanks and commas"],
    [{ notes: "x".repeat(10_001) }, "expected notes of at most 10,000 characters"],
  ] as const) {
    expect(() => log.describeRun("a", description)).toThrow(`log.describeRun: ${line}`);
  }
  expect(() => log.describeRun("b", {})).toThrow('expected a known run, got "b"');
  log.close();
  const reader = readLog(path);
  expect(reader.run("a")).toMatchObject({ name: "my run", tags: ["wide"], notes: "with more units" });
  reader.close();
});
