import { expect, test } from "vitest";
import * as catalogue from "./range.ts";

const { integerAtLeast, ...others } = catalogue;
const ranges: Readonly<Record<string, catalogue.Range>> = { ...others, integerAtLeast2: integerAtLeast(2) };
const cases: [name: string, inside: number[], outside: number[]][] = [
  ["anyNumber", [-1e9, 0, 1e9], []],
  ["atLeast0", [0, 1e9], [-1e-9]],
  ["atLeast1", [1, 1e9], [0.999, -1]],
  ["above0", [1e-9, 1e9], [0, -1]],
  ["from0To1", [0, 0.5, 1], [-1e-9, 1.001]],
  ["from0ToBelow1", [0, 0.999], [-1e-9, 1]],
  ["between0And1", [1e-9, 0.999], [0, 1]],
  ["integerAtLeast2", [2, 1e9], [1, 2.5]],
];

test("every range is tested", () => {
  expect(cases.map(([name]) => name).toSorted()).toEqual(Object.keys(ranges).toSorted());
});

test.each(cases)("%s contains %j and not %j", (name, inside, outside) => {
  expect(inside.filter((value) => !ranges[name].has(value))).toEqual([]);
  expect(outside.filter((value) => ranges[name].has(value))).toEqual([]);
});
