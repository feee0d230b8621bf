import { powInt } from "@epochal/core";
import { expect, test } from "vitest";
import { createCorrections } from "./corrections.ts";

test("each update has the correction that Adam computes, including those that round to 1", () => {
  const column = new Float64Array(1000);
  const correct = createCorrections("beta1", column);
  const expected = (beta: number, done: number) => Float64Array.from(column, (_, i) => 1 - powInt(beta, done + i + 1));
  for (const [beta, done] of [
    [0.9, 0],
    [0.9, 1000],
    [0.9, 0],
    [0.99, 350],
    [0, 0],
    [0.999, 1e6],
  ]) {
    correct({ beta1: beta }, done, column.length);
    expect(column).toEqual(expected(beta, done));
  }
});

test("only `count` corrections are written", () => {
  const column = new Float64Array(4);
  createCorrections("beta2", column)({ beta1: 0.3, beta2: 0.5 }, 1, 2);
  expect(column).toEqual(Float64Array.of(0.75, 0.875, 0, 0));
});
