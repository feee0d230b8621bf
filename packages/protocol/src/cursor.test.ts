import { expect, test } from "vitest";
import { formatCursor, parseCursor } from "./cursor.ts";

test("a cursor is parsed from its text", () => {
  expect(parseCursor(formatCursor({ log: "4f1c22ab", seq: 318 }))).toEqual({ log: "4f1c22ab", seq: 318 });
});

test.each(["", "start", "318", ":318", "4f1c:", "4f1c:-1", "4f1c:1.5", "a b:1", "4f1c:1:2"])(
  "%o is not a cursor",
  (text) => {
    expect(parseCursor(text)).toBeUndefined();
  },
);
