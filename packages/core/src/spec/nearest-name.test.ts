import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["mpg", "horsepower", "weight", "year", "y", "x1", "x2"];

test.each([
  ["horspower", "horsepower"],
  ["Weight", "weight"],
  ["wieght", "weight"],
  ["mgp", "mpg"], // two neighbours are swapped
  ["pmg", "mpg"],
  ["gpm", undefined], // two of three letters differ
  ["mpgs", "mpg"],
  ["years", "year"],
  ["price", undefined],
  ["Y", "y"],
  ["z", undefined],
  ["x3", undefined], // x1 and x2 are equally near
])("the name nearest to %j is %j", (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});
