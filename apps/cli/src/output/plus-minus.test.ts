import { expect, test } from "vitest";
import { plusMinus } from "./plus-minus.ts";

test("figures are aligned, with the decimals that give the largest four digits", () => {
  expect(
    plusMinus([
      [12.345678, 1.2],
      [-0.00001, 0.02],
      [-0.5, 10.001],
    ]),
  ).toEqual(["12.35 ±  1.20", " 0.00 ±  0.02", "-0.50 ± 10.00"]);
  expect(plusMinus([[300656.2, 4454.4]])).toEqual(["300656 ± 4454"]);
  expect(plusMinus([[0, 0]])).toEqual(["0 ± 0"]);
});

test("very small and very large figures have a power of ten", () => {
  expect(plusMinus([[1.5e-8, 2e-9]])).toEqual(["1.500e-8 ± 2.000e-9"]);
  expect(plusMinus([[4e12, 5]])).toEqual(["4.000e+12 ± 5"]);
});
