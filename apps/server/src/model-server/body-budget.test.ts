import { expect, test } from "vitest";
import { createBodyBudget } from "./body-budget.ts";

test("all shares together hold no more than the budget; one without room gives its part to the others", () => {
  const { open } = createBodyBudget(100);
  const [first, second] = [open(), open()];
  expect([first.hold(60), second.hold(30), second.hold(20), first.hold(40)]).toEqual([true, true, false, true]);
  first.release();
  first.release();
  expect([second.hold(100), second.hold(1)]).toEqual([true, false]);
});
