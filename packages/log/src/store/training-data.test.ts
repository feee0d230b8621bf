import fc from "fast-check";
import { expect, test } from "vitest";
import { compressData, decompressData } from "./training-data.ts";

const rows = fc.float64Array({ maxLength: 500 });

test("rows come back with every bit, however many there are", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.option(rows, { nil: undefined }), fc.string(), async (x, weights, name) => {
      const data = { train: { x, ...(weights && { weights }) }, columns: [{ name }] };
      expect(decompressData(await compressData(data))).toEqual(data);
    }),
  );
});

test("the same rows have the same hash, others another", async () => {
  const hash = async (...numbers: number[]) => (await compressData({ x: Float64Array.from(numbers) })).hash;
  expect(await hash(1, 2)).toBe(await hash(1, 2));
  expect(await hash(1, -0)).not.toBe(await hash(1, 0));
});
