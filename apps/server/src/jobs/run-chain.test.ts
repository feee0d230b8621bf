import type { EventLog, RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { chainOf, deathsInVain, firstOfChain, successorId } from "./run-chain.ts";

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
  expect(chainOf(chain, run).at(-1)?.id).toBe(last);
  expect(firstOfChain(chain, run)).toBe(first);
});

test("a run that is not in the log has no chain", () => {
  expect(chainOf(chain, "x")).toEqual([]);
  expect(firstOfChain(chain, "x")).toBe("x");
});

test("of two runs that resume the same one, the newest counts", () => {
  expect(chainOf(logOf(["a"], ["old", "a"], ["new", "a"]), "a").map(({ id }) => id)).toEqual(["a", "new"]);
});

test("runs that resume each other in a circle, as in a damaged store, have an end", () => {
  const circle = logOf(["a", "b"], ["b", "a"]);
  expect(chainOf(circle, "a")).toHaveLength(2);
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

const lost = (epoch: number) => ({ epoch, isLost: true }) as const;
const left = (epoch: number) => ({ epoch });
test.each([
  ["no run", [], 0],
  ["one that is training", [left(0)], 0],
  ["each at once", [lost(0), lost(0), lost(0)], 3],
  ["always in the same epoch", [lost(50), lost(50), lost(49), lost(50)], 4],
  ["with a new epoch each", [lost(10), lost(20), lost(30)], 1],
  ["before and after a new epoch", [lost(10), lost(10), lost(11), lost(11)], 2],
  ["some of them, others have given it back", [lost(0), left(0), left(0), lost(0)], 2],
] as const)("deaths that came to no new epoch are counted: %s", (_, runs, deaths) => {
  expect(deathsInVain(runs)).toBe(deaths);
});
