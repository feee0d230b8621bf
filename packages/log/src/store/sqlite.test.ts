import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// Fails only on a Node that warns, such as 22.18.
test("SQLite is loaded without a warning that it is experimental", () => {
  const file = fileURLToPath(new URL("sqlite.ts", import.meta.url));
  const { stderr, status } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stderr).not.toContain("SQLite");
});
