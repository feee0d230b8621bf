import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

test.each(["", "price", "Wohnfläche", "√2 ≈ 1.4", "家賃", "🏠 100 %", "a%41\u0000\u{10FFFF}"])(
  "%j goes there and back",
  (text) => {
    expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
    expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
  },
);

test("a lone surrogate becomes the replacement character", () => {
  expect(encodeUtf8("a\uD83Cb")).toEqual(new TextEncoder().encode("a\uFFFDb"));
});

// A lone continuation, an overlong "/", a surrogate, a cut sequence.
test.each([[[0x80]], [[0xc0, 0xaf]], [[0xed, 0xa0, 0x80]], [[0xe2, 0x82]]])(
  "%j is refused: it is not UTF-8",
  (bytes) => {
    expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(URIError);
  },
);
