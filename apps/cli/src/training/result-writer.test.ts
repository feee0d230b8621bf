import { parseModel } from "@epochal/core";
import { notebook } from "@epochal/data";
import { startRun, type Run } from "@epochal/stream";
import type { EventChunk } from "@epochal/stream/events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, from, lastValueFrom, throwError, toArray, type Observable } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { createResultWriter } from "./result-writer.ts";

const { spec, data } = notebook();
const chunks = await lastValueFrom(startRun({ ...spec, epochs: 5 }, data).chunks$.pipe(toArray()));
const first = (type: EventChunk["type"]) => chunks.find((chunk) => chunk.type === type)!;
const untrained = [first("started"), first("snapshot")];
const newest = chunks.findLast((chunk) => chunk.type === "snapshot")!;

/** Writes the results of a run with these chunks; resolves to the lines about them and the saved model. */
async function resultsOf(chunks$: Observable<EventChunk>, isDiscarded = false) {
  const folder = mkdtempSync(join(tmpdir(), "epochal-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const save = join(folder, "model.json");
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const writer = createResultWriter(
    { chunks$ } as Run,
    { name: "notebook", spec, data },
    {
      save,
      program: "epochal",
      command: "",
      isDiscarded: () => isDiscarded,
      onFailure,
      onCheckpointFailure: onFailure,
    },
  );
  const notes = (await writer.write()).map((note) => note.replaceAll(save, "FILE"));
  expect(await writer.write()).toHaveLength(notes.length);
  expect(failures).toEqual([]);
  return { notes, model: existsSync(save) ? parseModel(readFileSync(save, "utf8")) : undefined };
}

test("the model of a finished run is saved", async () => {
  const { notes, model } = await resultsOf(from(chunks));
  expect(notes).toEqual(["model saved to FILE; to use it: epochal predict FILE NEW.csv"]);
  expect(model).toBeDefined();
});

test("if the command does not wait for the end of a run, the model of its newest snapshot is saved", async () => {
  const { notes, model } = await resultsOf(from([...untrained, first("epochs"), newest]));
  expect(notes).toEqual([
    "the run was not finished; model of epoch 5, without intervals, saved to FILE; to use it: epochal predict FILE NEW.csv",
  ]);
  expect(model?.network.parameters).toEqual(newest.snapshot.parameters);
});

test.each([
  ["its first event", []],
  ["its first epoch", untrained],
])("of a run that was not waited for until %s, no model is saved, which is said", async (_, past) => {
  expect(await resultsOf(from(past))).toEqual({
    notes: ["the run was ended before its first epoch was finished: there is no model"],
    model: undefined,
  });
});

test("epochs that no snapshot has are lost, which is said", async () => {
  const epochs = chunks.filter(({ type }) => type === "epochs");
  expect(await resultsOf(from([...untrained, ...epochs]))).toEqual({
    notes: ["the run was ended in epoch 6, before its first snapshot: there is no model"],
    model: undefined,
  });
});

test("of a run that failed, the model of its newest snapshot is saved, and nothing is said without one", async () => {
  const failing = (past: readonly EventChunk[]) =>
    resultsOf(
      concat(
        from(past),
        throwError(() => new Error("the run failed")),
      ),
    );
  expect((await failing([...untrained, newest])).notes).toEqual([expect.stringContaining("model of epoch 5")]);
  expect(await failing(untrained)).toEqual({ notes: [], model: undefined });
});

test("no model is saved if the user ends the run without one", async () => {
  expect(await resultsOf(from([...untrained, newest]), true)).toEqual({ notes: [], model: undefined });
});
