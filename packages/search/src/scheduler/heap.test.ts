import fc from "fast-check";
import { expect, test } from "vitest";
import { createHeap } from "./heap.ts";

test("a heap gives its items in order, whatever the order in which they were added", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = createHeap<number>((a, b) => a < b);
      for (const number of numbers) heap.add(number);
      expect(heap.size).toBe(numbers.length);
      const taken = numbers.map(() => heap.take());
      expect(taken).toEqual(numbers.toSorted((a, b) => a - b));
      expect(heap.take()).toBeUndefined();
    }),
  );
});
