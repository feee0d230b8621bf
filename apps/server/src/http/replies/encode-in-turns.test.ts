import { expect, test } from "vitest";
import { encodeInTurns } from "./encode-in-turns.ts";

test.each([
  null,
  1.5,
  "é\u2028\ud83d\ude00",
  [],
  {},
  [[], {}, null, [null, "a", true]],
  { a: undefined, b: [1, [2, { c: "d" }]], é: { e: {} } },
  Array.from({ length: 10_000 }, (_, i) => i / 3),
])("has the JSON of %j", async (value) => {
  expect((await encodeInTurns(value)).toString()).toBe(`${JSON.stringify(value)}\n`);
});

test("lets others in after each part of some thousand numbers", async () => {
  const row = Array.from({ length: 1000 }, (_, i) => i / 3);
  const value = {
    rows: Array.from({ length: 100 }, () => row),
    list: Array.from({ length: 100_000 }, (_, i) => i / 3),
  };
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  count();
  const { length } = await encodeInTurns(value);
  isDone = true;
  expect(turns).toBeGreaterThan(length / 200_000);
});
