import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["mpg", "horsepower", "weight", "year", "y"];

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
])("the name nearest to %j is %j", (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});
