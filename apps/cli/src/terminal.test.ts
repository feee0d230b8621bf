import { expect, test } from "vitest";
import { logNote, writeData, type Terminal } from "./terminal.ts";

test("data reaches a file as it is, and a terminal without what it would execute", () => {
  const written = (isTTY: boolean) => {
    let text = "";
    const stdout = {
      isTTY,
      write: (part: string | Uint8Array) => (text += part.toString()),
    } as unknown as Terminal["stdout"];
    writeData({ stdout }, Buffer.from("a\u001b[2J,\u009b1m\r\nb\n"));
    return text;
  };
  expect(written(false)).toBe("a\u001b[2J,\u009b1m\r\nb\n");
  expect(written(true)).toBe("a\\u001b[2J,\\u009b1m\\u000d\nb\n");
});

test.each([
  ["no answer at ws://host/;token=secret, try again", "no answer at ws://host/;token=…, try again"],
  ['got "ftp://host/?Token=secret"', 'got "ftp://host/?Token=…"'],
  ["use `ws://host/?a=1&token=secret&b=2`", "use `ws://host/?a=1&token=…&b=2`"],
  ["at ws://host/%3Ftoken%3Dsecret", "at ws://host/%3Ftoken%3D…"],
  ["a token is missing: give it with --token", "a token is missing: give it with --token"],
])("a note has no token of an address: %s", (line, shown) => {
  let text = "";
  logNote({ stderr: { write: (part: string) => (text += part) } } as unknown as Terminal, line);
  expect(text).toBe(`epochal: ${shown}\n`);
});
