import { createDataset, createRandom, takeRows } from "@epochal/core";
import { expect, test } from "vitest";
import { partitionRows } from "./partition-rows.ts";

test.each([1, 2, 7, 100])(
  "the parts of %i rows are those that takeRows copies, ascending ones in the same memory",
  (rows) => {
    const numbers = Array.from({ length: rows }, (_, i) => i);
    const create = () =>
      createDataset(
        numbers.map((i) => [i, -i]),
        numbers.map((i) => 2 * i),
        { weights: numbers.map((i) => i + 1) },
      );
    for (const seed of [0, 1, 2]) {
      const order = createRandom(seed).permutation(rows);
      const [first, ...others] = [
        order.subarray(0, rows >> 1),
        order.subarray(rows >> 1, rows - 1),
        order.subarray(rows - 1),
      ];
      expect(partitionRows(create(), [first, ...others])).toEqual(
        [first, ...others].map((part) => takeRows(create(), part)),
      );
      const dataset = create();
      const found = partitionRows(dataset, [first.toSorted(), ...others]);
      expect(found).toEqual([first.toSorted(), ...others].map((part) => takeRows(create(), part)));
      expect(found[0].x.buffer).toBe(dataset.x.buffer);
    }
  },
);
