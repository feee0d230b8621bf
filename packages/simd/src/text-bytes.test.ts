import { expect, test } from "vitest";
import { bytesToText, textToBytes } from "./text-bytes.ts";

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test("bytes become as many printable characters", () => {
  const text = bytesToText(all);
  expect(text).toHaveLength(256);
  expect(text).not.toMatch(/\p{Cc}/u);
  expect(new Set(text).size).toBe(256);
});

test("and come back", () => {
  expect(textToBytes(bytesToText(all))).toEqual(all);
  expect(textToBytes("")).toEqual(new Uint8Array(0));
});
