import { expect, test } from "vitest";
import { isMissing } from "./missing.ts";

test.each(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"])("%j is missing", (cell) => {
  expect(isMissing(cell)).toBe(true);
});

test.each(["0", "Na", "none", "-", "no"])("%j is not missing, since it may be a value", (cell) => {
  expect(isMissing(cell)).toBe(false);
});
