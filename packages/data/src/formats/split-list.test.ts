import { expect, test } from "vitest";
import { splitList } from "./split-list.ts";

/** The parts of a text that comes in pieces of `size` characters. */
async function split(text: string, size: number, partLength: number): Promise<string[]> {
  async function* pieces() {
    for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
  }
  const parts: string[] = [];
  for await (const part of splitList(pieces(), "read", partLength)) parts.push(part);
  return parts;
}

const value = [{ a: "x,]}", b: [1, [2]] }, '\\"', { c: "\\\\" }, [], 3, "", { d: { e: "{[" } }];

test("the parts have all elements, wherever the text and the parts are cut", async () => {
  for (const text of [JSON.stringify(value), ` ${JSON.stringify(value, undefined, 2)}\n`])
    for (let size = 1; size < 12; size++)
      for (const partLength of [1, 5, 20, 1000]) {
        const parts = await split(text, size, partLength);
        expect(parts.flatMap((part) => JSON.parse(part) as unknown[])).toEqual(value);
        expect(parts.length > 1).toBe(partLength < 1000);
      }
});

test.each(["[1, 2", "[1, 2,", "[1, 2,]", "[,1]", "[1,,2]", "[1}", '[{"a":1]', '["a', "[1, 2] 3", "[[1, 2]", "[1]]"])(
  "%s is no list, wherever it is cut",
  async (text) => {
    for (const size of [1, 3, 100])
      for (const partLength of [1, 1000]) {
        const parsed = split(text, size, partLength).then((parts) => parts.map((part) => JSON.parse(part) as unknown));
        await expect(parsed).rejects.toThrow(/JSON/);
      }
  },
);

test("an element that is no row is refused before it is in memory", async () => {
  async function* endless() {
    for (;;) yield "[".padEnd(2 ** 20);
  }
  await expect(splitList(endless(), "read").next()).rejects.toThrow(
    "read: expected rows of at most 67108864 characters, got more",
  );
});
