import { expect, test } from "vitest";
import { bytes, float, integer, message, text } from "./protobuf.ts";

const list = (field: Uint8Array) => Array.from(field);

// Tag 1·8 + 0 = 0x08; 150 = 1·128 + 22, the lower seven bits first with the eighth set: 0x96 0x01.
test("an integer is its tag and then seven bits per byte, the lowest first", () => {
  expect(list(integer(1, 0))).toEqual([0x08, 0]);
  expect(list(integer(1, 127))).toEqual([0x08, 0x7f]);
  expect(list(integer(1, 150))).toEqual([0x08, 0x96, 0x01]);
  // 2³⁵ is a 1 after five groups of seven zeros: beyond 32 bits.
  expect(list(integer(1, 2 ** 35))).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
});

test("a field number of 16 or more takes a tag of two bytes", () => {
  expect(list(integer(20, 1))).toEqual([0xa0, 0x01, 1]);
});

test("text is its tag, its length in bytes, and UTF-8", () => {
  expect(list(text(2, "aß"))).toEqual([0x12, 3, 0x61, 0xc3, 0x9f]);
});

// 1.5 = 1.1₂ · 2⁰: exponent 127, fraction 100…: 0x3fc00000.
test("a float is four bytes, the lowest first", () => {
  expect(list(float(2, 1.5))).toEqual([0x15, 0, 0, 0xc0, 0x3f]);
});

test("a nested message is its length and then its fields", () => {
  expect(list(message(3, [integer(1, 150), bytes(2, Uint8Array.of(7))]))).toEqual([
    0x1a, 6, 0x08, 0x96, 0x01, 0x12, 1, 7,
  ]);
  expect(list(message(3, []))).toEqual([0x1a, 0]);
});
