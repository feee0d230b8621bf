import type { RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { findRun } from "./find-run.ts";

const runs = ["run-c1", "run-b", "run-c", "other"].map((id) => ({ id }) as RunRecord);
const find = (wanted: string) => findRun(runs, wanted, "runs.db").id;

test("a run is found by its id, by the first characters of it, and as the latest", () => {
  expect(["run-b", "run-c", "o", "latest"].map(find)).toEqual(["run-b", "run-c", "other", "run-c1"]);
});

test.each([
  ["run", 'runs.db: "run" is the beginning of 3 ids: type more of it: run-c1, run-b, run-c'],
  ["b", 'runs.db: no run has an id that begins with "b": `epochal runs list runs.db` shows all ids'],
  ["", 'runs.db: no run has an id that begins with "": `epochal runs list runs.db` shows all ids'],
])("an unknown or ambiguous id is an error: %j", (wanted, line) => {
  expect(() => find(wanted)).toThrow(new InputError(line));
});

test("an empty store has an error of its own", () => {
  expect(() => findRun([], "latest", "runs.db")).toThrow("runs.db: this store has no runs yet");
});
