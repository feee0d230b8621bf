import fc from "fast-check";
import { expect, test } from "vitest";
import { compressData, decompressData } from "./training-data.ts";

const rows = fc.float64Array({ maxLength: 500 });

test("rows of any number are returned bit for bit", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.option(rows, { nil: undefined }), fc.string(), async (x, weights, name) => {
      const data = { train: { x, ...(weights && { weights }) }, columns: [{ name }] };
      expect(decompressData(await compressData(data))).toEqual(data);
    }),
  );
});

test("equal rows have equal hashes, different rows different ones", async () => {
  const hash = async (...numbers: number[]) => (await compressData({ x: Float64Array.from(numbers) })).hash;
  expect(await hash(1, 2)).toBe(await hash(1, 2));
  expect(await hash(1, -0)).not.toBe(await hash(1, 0));
});
