import { expect, test } from "vitest";
import { bytesToText, textToBytes } from "./wasm-text.ts";

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test("each byte becomes one printable character", () => {
  const text = bytesToText(all);
  expect(text).toHaveLength(256);
  expect(text).not.toMatch(/\p{Cc}/u);
  expect(new Set(text).size).toBe(256);
});

test("the text becomes the same bytes again", () => {
  expect(textToBytes(bytesToText(all))).toEqual(all);
  expect(textToBytes("")).toEqual(new Uint8Array(0));
});
