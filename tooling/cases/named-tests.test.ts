import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cases } from "./all.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");

/** Whether a test, as `FILE: TITLE`, exists; a title may be that of a group, and only its beginning. */
function exists(named: string): boolean {
  const [file, ...title] = named.split(": ");
  if (!existsSync(root + file!)) return false;
  return title.length === 0 || readFileSync(root + file!, "utf8").includes(title.join(": "));
}

test("a test is found by its title, and a missing one is not", () => {
  expect(exists("tooling/cases/named-tests.test.ts: a test is found by its title")).toBe(true);
  expect(exists(["tooling/cases/named-tests.test.ts", "no test has this title"].reverse().join(": "))).toBe(false);
  expect(exists("tooling/cases/gone.test.ts")).toBe(false);
});

test("every test that a case names exists", () => {
  expect(cases.flatMap(({ tests = [] }) => tests).filter((named) => !exists(named))).toEqual([]);
});

test("every test in the README's table exists", () => {
  const rows = [...readme.matchAll(/^\|.*\| `([^`]+)`: (.+?) \|$/gm)].map(([, file, title]) => `${file}: ${title}`);
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((named) => !exists(named))).toEqual([]);
});

test("every case has a name of its own", () => {
  const names = cases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
