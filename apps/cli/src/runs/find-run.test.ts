import type { RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { InputError } from "../exit-codes.ts";
import { findRun } from "./find-run.ts";

const runs = ["run-c1", "run-b", "run-c", "other"].map((id) => ({ id }) as RunRecord);
const find = (wanted: string) => findRun(runs, wanted, "runs.db").id;

test("a run is found by its id, by the beginning of it, and as the latest", () => {
  expect(["run-b", "run-c", "o", "latest"].map(find)).toEqual(["run-b", "run-c", "other", "run-c1"]);
});

test.each([
  ["run", 'runs.db: expected the id of one run, got "run", with which 3 begin: run-c1, run-b, run-c'],
  ["b", 'runs.db: expected the id of a run, its beginning or latest, got "b": `epochal runs list runs.db` shows them'],
  ["", 'runs.db: expected the id of a run, its beginning or latest, got "": `epochal runs list runs.db` shows them'],
])("what is none or many is refused: %j", (wanted, line) => {
  expect(() => find(wanted)).toThrow(new InputError(line));
});

test("a store without runs is told as one", () => {
  expect(() => findRun([], "latest", "runs.db")).toThrow("got a store without runs");
});
