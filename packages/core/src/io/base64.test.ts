import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.ts";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

// RFC 4648, §10.
test.each([
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["fooba", "Zm9vYmE="],
  ["foobar", "Zm9vYmFy"],
])('"%s" is "%s", there and back', (text, encoded) => {
  expect(encodeBase64(bytesOf(text))).toBe(encoded);
  expect(decodeBase64(encoded, "here")).toEqual(bytesOf(text));
});

test("any bytes are encoded as by a different implementation, and decoded again", () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 20_000, maxLength: 30_000 }));
  fc.assert(
    fc.property(bytes, (some) => {
      const text = encodeBase64(some);
      expect(text).toBe(Buffer.from(some).toString("base64"));
      expect(decodeBase64(text, "here")).toEqual(some);
    }),
  );
});

test.each([
  ["Zg=", "a multiple of 4 characters, got 3"],
  ["Zm9v\n", "a multiple of 4 characters, got 5"],
  ["Zm9-", 'got "-" at index 3'],
  ["Zmé9", 'got "é" at index 2'],
  ["Z===", 'got "=" at index 1'],
  ["Zg==Zg==", 'got "=" at index 2'],
  ["Zh==", "got nonzero unused bits at its end"],
  ["Zm9=", "got nonzero unused bits at its end"],
])("%j is rejected", (text, why) => {
  expect(() => decodeBase64(text, "here")).toThrow(new RangeError(`here: expected base64, ${why}`));
});

/** The decoded bytes, or "rejected". */
function decoded(text: string): Uint8Array | "rejected" {
  try {
    return decodeBase64(text, "here");
  } catch (error) {
    if (error instanceof RangeError) return "rejected";
    throw error;
  }
}

test("changing any one character gives different bytes or is rejected", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 });
  const character = fc.string({ unit: "binary", minLength: 0, maxLength: 1 });
  fc.assert(
    fc.property(bytes, fc.nat(), fc.oneof(character, fc.base64String()), (some, place, other) => {
      const text = encodeBase64(some);
      const at = place % text.length;
      const changed = text.slice(0, at) + other.slice(0, 1) + text.slice(at + 1);
      fc.pre(changed !== text);
      expect(decoded(changed)).not.toEqual(some);
    }),
  );
});
