import { expect, test } from "vitest";
import { createSpaceCheck } from "./disk-space.ts";

const MIB = 1024 * 1024;

test.each([
  ["4 MiB of a large disk", 1000, 4],
  ["an eighth of a small one", 16, 2],
])("events leave %s free", (_, size, reserved) => {
  let free = size * MIB;
  const check = createSpaceCheck("/none/runs.db", () => ({ bsize: 1, bavail: free, blocks: size * MIB }));
  const store = () => {
    for (; free > 0; free -= 100_000) check(100_000);
  };
  expect(store).toThrow(expect.objectContaining({ message: "database or disk is full", errcode: 13 }));
  expect(free).toBeGreaterThanOrEqual(reserved * MIB);
  expect(free).toBeLessThan((reserved + 0.5) * MIB);
  // It stays full until there is space again.
  expect(() => check(1)).toThrow("full");
  free += MIB;
  check(1);
});

test("a store in memory has no disk", () => {
  const check = createSpaceCheck(":memory:", () => ({ bsize: 1, bavail: 0, blocks: 1 }));
  expect(() => check(1e9)).not.toThrow();
});
