import { expect, test } from "vitest";
import { createByteBudget } from "./byte-budget.ts";

/** Lets all callers that are admitted continue. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("callers beyond the budget wait, in order, until bytes are released", async () => {
  const budget = createByteBudget(10);
  const admitted: string[] = [];
  const take = (name: string, bytes: number) => budget.acquire(bytes).then(() => admitted.push(name));
  void take("a", 6);
  void take("b", 5);
  // It would fit, but others came first.
  void take("c", 1);
  await settle();
  expect([admitted, budget.used]).toEqual([["a"], 6]);
  budget.release(6);
  await settle();
  expect([admitted, budget.used]).toEqual([["a", "b", "c"], 6]);
});

test("an amount larger than the whole budget is admitted alone", async () => {
  const budget = createByteBudget(10);
  const admitted: string[] = [];
  void budget.acquire(1).then(() => admitted.push("small"));
  void budget.acquire(100).then(() => admitted.push("large"));
  await settle();
  expect(admitted).toEqual(["small"]);
  budget.release(1);
  await settle();
  expect([admitted, budget.used]).toEqual([["small", "large"], 100]);
});
