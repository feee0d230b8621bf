import { expect, test } from "vitest";
import { gram } from "./gram.ts";
import { createRandom } from "./random.ts";

test("each product of two rows has the bits of a sum from the first column to the last", () => {
  const random = createRandom(1);
  for (let n = 1; n <= 10; n++) {
    const width = 2 * n + 1;
    const X = Float64Array.from({ length: n * width }, () => random.randn());
    const A = new Float64Array(n * n);
    gram(A, X, n, width);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k <= i; k++) {
        let sum = 0;
        for (let p = 0; p < width; p++) sum += X[k * width + p] * X[i * width + p];
        expect(A[k * n + i]).toBe(sum);
      }
    }
  }
});
