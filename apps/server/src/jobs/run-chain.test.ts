import type { EventLog, RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { firstOfChain, lastOfChain, successorId } from "./run-chain.ts";

/** A log with these runs, oldest first: an id, and the run that it resumes. */
function logOf(...runs: readonly (readonly [id: string, resumes?: string])[]): Pick<EventLog, "run" | "runs"> {
  const records = runs.map(([id, resumes]) => ({ id, ...(resumes !== undefined && { resumes }) }) as RunRecord);
  return { run: (id) => records.find((run) => run.id === id), runs: () => records.toReversed() };
}

const chain = logOf(["a"], ["b"], ["a_2", "a"], ["c", "a_2"], ["b_2"]);

test.each([
  ["a", "c", "a"],
  ["a_2", "c", "a"],
  ["c", "c", "a"],
  ["b", "b", "b"],
])("the chain of %s ends with %s, and begins with %s", (run, last, first) => {
  expect(lastOfChain(chain, run)?.id).toBe(last);
  expect(firstOfChain(chain, run)).toBe(first);
});

test("a run that is not in the log has no chain", () => {
  expect(lastOfChain(chain, "x")).toBeUndefined();
  expect(firstOfChain(chain, "x")).toBe("x");
});

test("of two runs that resume the same one, the newest counts", () => {
  expect(lastOfChain(logOf(["a"], ["old", "a"], ["new", "a"]), "a")?.id).toBe("new");
});

test("runs that resume each other in a circle, as in a damaged store, have an end", () => {
  const circle = logOf(["a", "b"], ["b", "a"]);
  expect(["a", "b"]).toContain(lastOfChain(circle, "a")?.id);
  expect(["a", "b"]).toContain(firstOfChain(circle, "a"));
});

test.each([
  ["a", "a", "a_3"],
  ["a", "a_2", "a_3"],
  ["a", "c", "a_3"],
  ["b", "b", "b_3"],
  ["c", "c", "c_2"],
  ["a", "a_9", "a_10"],
])("in the chain of %s, %s is resumed as %s: an id that no run has", (first, last, next) => {
  expect(successorId(chain, first, last)).toBe(next);
});
