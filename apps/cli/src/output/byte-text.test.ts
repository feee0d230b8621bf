import { expect, test } from "vitest";
import { byteText } from "./byte-text.ts";

test("bytes have three digits and a unit", () => {
  const sizes = [0, 999, 1000, 98_765, 999_499, 999_500, 2e9, 7.004e12, 5e15];
  expect(sizes.map(byteText)).toEqual(
    ["0 B", "999 B", "1 KB", "98.8 KB", "999 KB", "1 MB", "2 GB", "7 TB", "5000 TB"], // prettier-ignore
  );
});
