import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("an old Node gets far enough to print that it is too old", () => {
  const source = readFileSync(new URL("main.ts", import.meta.url), "utf8");
  // Node checks named imports before the first line runs.
  expect(source).toMatch(/^import module from "node:module";$/m);
  expect(source).not.toMatch(/^import (?!type\b).*\{/m);
});

/** The built command on this Node, which says that it is another version. */
function runAs(version: string) {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  const args = ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`, main, "--version"];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

test.each(["20.20.2", "22.11.0", "22.17.1", "23.11.1"])("Node %s is refused in one line", (version) => {
  expect(runAs(version)).toMatchObject({
    stdout: "",
    stderr: `epochal: Node 22.18, or 24 or newer, is needed, this is ${version}: install a newer Node\n`,
    status: 2,
  });
});

test.each(["22.18.0", "24.0.0", "25.0.0", "26.12.1"])("Node %s is accepted", (version) => {
  expect(runAs(version)).toMatchObject({ stderr: "", status: 0 });
});

test.each([
  ["WebAssembly", "--jitless"],
  ["SQLite", "--no-experimental-sqlite"],
])("a Node without %s is refused in one line", (part, flag) => {
  const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  const { stderr, status } = spawnSync(process.execPath, [flag, main, "manual"], { encoding: "utf8" });
  expect(stderr).toContain(`epochal: ${part} is needed, which this Node lacks: start it without ${flag}\n`);
  expect(status).toBe(2);
});
