import { expect, test } from "vitest";
import { createPendingBranches } from "./pending-branches.ts";

test("a branch is pending until its run has replied; a run replies in order", () => {
  const branches = createPendingBranches();
  branches.add("a", "one");
  branches.add("b", "other");
  branches.add("a", "two");
  expect([branches.ids.length, branches.has("one"), branches.has("two"), branches.has("three")]).toEqual([
    3,
    true,
    true,
    false,
  ]);
  branches.settleOldest("a");
  expect([branches.ids.length, branches.has("one"), branches.has("two")]).toEqual([2, false, true]);
  // A branch that was requested in this process and not over the wire is not known here.
  branches.settleOldest("c");
  expect(branches.ids.length).toBe(2);
});

test("no branch is pending after its run has ended, or if its command was not delivered", () => {
  const branches = createPendingBranches();
  branches.add("a", "one");
  const remove = branches.add("b", "two");
  branches.forget("a");
  expect([branches.ids.length, branches.has("one")]).toEqual([1, false]);
  remove();
  remove();
  expect(branches.ids.length).toBe(0);
});
