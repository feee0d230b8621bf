import { expect, test } from "vitest";
import { encodeTextFrame, textOf } from "./text-frame.ts";

// RFC 6455, §5.2: final text frame, not masked; the length in 7 bits, or 126 and 16 bits, or 127 and 64.
test.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 255, 255]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])("a text of %i characters follows its header", (length, head) => {
  const text = "x".repeat(length);
  const frame = encodeTextFrame(text);
  expect([...frame.subarray(0, head.length)]).toEqual(head);
  expect(textOf(frame).toString()).toBe(text);
  expect(textOf(frame).buffer).toBe(frame.buffer);
});

test("the length of a frame is in bytes, not in characters", () => {
  expect(encodeTextFrame("π→🙂")).toHaveLength(2 + 2 + 3 + 4);
});
