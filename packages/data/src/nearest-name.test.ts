import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["mpg", "horsepower", "weight", "year", "y"];

test.each([
  ["horspower", "horsepower"],
  ["Weight", "weight"],
  ["wieght", "weight"],
  ["mgp", "mpg"], // neighbours have changed places
  ["pmg", "mpg"],
  ["gpm", undefined], // two of three letters are another
  ["mpgs", "mpg"],
  ["years", "year"],
  ["price", undefined],
  ["Y", "y"],
  ["z", undefined],
])("%j is meant as %j", (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});
