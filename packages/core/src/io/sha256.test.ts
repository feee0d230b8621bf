import fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256, useSha256 } from "./sha256.ts";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

// FIPS 180-2, appendix B, and the hash of the empty message.
test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(1e6), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
])("%.8s… has the hash in the standard", (text, hash) => {
  expect(sha256(bytesOf(text))).toBe(hash);
});

test("any bytes, of any length around block boundaries, have the same hash as by a different implementation", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
    { numRuns: 500 },
  );
});

test("a view is hashed without the bytes around it", () => {
  expect(sha256(bytesOf("xabcx").subarray(1, 4))).toBe(sha256(bytesOf("abc")));
});

test("another implementation computes all later hashes", () => {
  const before = sha256(bytesOf("abc"));
  const hashed: Uint8Array[] = [];
  useSha256((bytes) => {
    hashed.push(bytes);
    return createHash("sha256").update(bytes).digest("hex");
  });
  expect(sha256(bytesOf("abc"))).toBe(before);
  expect(hashed).toEqual([bytesOf("abc")]);
});
