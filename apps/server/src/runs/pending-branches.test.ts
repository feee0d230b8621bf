import { expect, test } from "vitest";
import { createPendingBranches } from "./pending-branches.ts";

test("a branch is to come until its run has answered it, which it does in order", () => {
  const branches = createPendingBranches();
  branches.add("a", "one");
  branches.add("b", undefined);
  branches.add("a", "two");
  expect([branches.count, branches.has("one"), branches.has("two"), branches.has("three")]).toEqual([
    3,
    true,
    true,
    false,
  ]);
  branches.settleOldest("a");
  expect([branches.count, branches.has("one"), branches.has("two")]).toEqual([2, false, true]);
  // One that nobody knows of, told where the run is at home.
  branches.settleOldest("c");
  expect(branches.count).toBe(2);
});

test("no branch is to come of a run that has ended, or of a command that did not get to it", () => {
  const branches = createPendingBranches();
  branches.add("a", "one");
  const takeBack = branches.add("b", "two");
  branches.forget("a");
  expect([branches.count, branches.has("one")]).toEqual([1, false]);
  takeBack();
  takeBack();
  expect(branches.count).toBe(0);
});
