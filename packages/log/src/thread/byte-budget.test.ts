import { expect, test } from "vitest";
import { createByteBudget } from "./byte-budget.ts";

/** Lets all that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("who finds no room waits, in order, until something has arrived", async () => {
  const budget = createByteBudget(10);
  const said: string[] = [];
  const take = (name: string, bytes: number) => budget.acquire(bytes).then(() => said.push(name));
  void take("a", 6);
  void take("b", 5);
  // It would find room, but others were there before.
  void take("c", 1);
  await settle();
  expect([said, budget.used]).toEqual([["a"], 6]);
  budget.release(6);
  await settle();
  expect([said, budget.used]).toEqual([["a", "b", "c"], 6]);
});

test("what is larger than the whole budget goes alone", async () => {
  const budget = createByteBudget(10);
  const said: string[] = [];
  void budget.acquire(1).then(() => said.push("small"));
  void budget.acquire(100).then(() => said.push("large"));
  await settle();
  expect(said).toEqual(["small"]);
  budget.release(1);
  await settle();
  expect([said, budget.used]).toEqual([["small", "large"], 100]);
});
