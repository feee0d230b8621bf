import { expect, test } from "vitest";
import { checkVersion } from "./check-version.ts";

test.each([
  [2, "2: try a newer epochal"],
  [undefined, "undefined: it is damaged"],
  [0, "0: it is damaged"],
  [1.5, "1.5: it is damaged"],
  ["2", '"2": it is damaged'],
])("version %j is refused: %s", (version, got) => {
  expect(() => checkVersion(version, "read")).toThrow(new RangeError(`read: expected version 1, got ${got}`));
});
