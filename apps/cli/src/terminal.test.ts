import { expect, test } from "vitest";
import { writeData, type Terminal } from "./terminal.ts";

test("data reaches a file as it is, and a terminal without what it would execute", () => {
  const written = (isTTY: boolean) => {
    let text = "";
    const stdout = { isTTY, write: (part: string) => (text += part) } as unknown as Terminal["stdout"];
    writeData({ stdout }, "a\u001b[2J,\u009b1m\r\nb\n");
    return text;
  };
  expect(written(false)).toBe("a\u001b[2J,\u009b1m\r\nb\n");
  expect(written(true)).toBe("a\\u001b[2J,\\u009b1m\\u000d\nb\n");
});
