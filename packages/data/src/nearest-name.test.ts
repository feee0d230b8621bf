import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["mpg", "horsepower", "weight", "year"];

test.each([
  ["horspower", "horsepower"],
  ["Weight", "weight"],
  ["wieght", "weight"],
  ["mgp", undefined], // two of three letters are another
  ["mpgs", "mpg"],
  ["years", "year"],
  ["price", undefined],
])("%j is meant as %j", (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});
