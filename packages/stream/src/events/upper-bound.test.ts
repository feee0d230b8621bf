import { expect, test } from "vitest";
import { upperBound } from "./upper-bound.ts";

test.each([0, 1, 2, 3, 10])("finds the first of %i values above any limit", (count) => {
  const values = Array.from({ length: count }, (_, i) => 2 * i);
  for (let limit = -1; limit <= 2 * count; limit++) {
    const expected = values.filter((value) => value <= limit).length;
    expect(upperBound(count, (i) => values[i]!, limit)).toBe(expected);
  }
});
